"""How much the main journeys take of somebody: actions, screens and seconds, as docs/journeys.md states them."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import Session

from app.accounts.actions import add_person, give_role
from app.accounts.models import Institution, Role
from app.core.pages import ROOT
from tests.in_a_browser.demo import Visit, serve_demo
from tests.in_a_browser.pages import PAGES, person_called
from tests.in_a_browser.walks import hand_of
from tests.in_a_browser.workshop_walks import finish_a_step, from_check_to_shop, put_away, report_a_room
from tests.journeys.hand import Hand
from tests.media.samples import corners, saved

pytestmark = pytest.mark.browser
STATED = re.compile(r"^\| (?P<name>[^|]+?) \| (?P<actions>\d+) \| (?P<screens>\d+) \| (?P<seconds>\d+) \|", re.M)


@pytest.fixture(scope="module")
def visit(demo_folder: Path, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A window on a copy of the demo, which the journeys change."""
    folder = tmp_path_factory.mktemp("journeys")
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    with serve_demo(folder, chromium) as opened:
        yield opened


@pytest.fixture(autouse=True)
def media_folder() -> None:
    """The demo's photos, not a folder for each test."""


def order(hand: Hand) -> None:
    hand.searches("kontorstol")
    hand.presses("Læg i kurv")
    expect(hand.page.locator("#basket_link .count")).to_have_text("1")
    hand.presses("Kurv", within="header")


def order_again(visit: Visit) -> Hand:
    """Somebody who has ordered before: place, room, account and contact are as last time."""
    hand = hand_of(visit, "jonas")
    order(hand)
    hand.chooses("answer_all", "NEW")
    hand.presses("Send bestilling")
    hand.has_come_to(re.compile("/confirmation"))
    return hand


def order_first(visit: Visit) -> Hand:
    """Somebody new, whose workplace is known."""
    with Session(visit.engine, expire_on_commit=False) as db:
        colleague = person_called(db, "jonas")
        assert colleague is not None
        db.info["municipality_id"] = colleague.municipality_id
        place = db.get_one(Institution, colleague.institution_id)
        email = "ny@egekoebing.example"
        person = add_person(db, colleague.municipality_id, email=email, name="Nanna Ny", institution=place)
        give_role(db, person, Role.EMPLOYEE)
        db.commit()
    hand = hand_of(visit, "ny")
    order(hand)
    hand.chooses("answer_all", "NEW")
    hand.types("room", "2.12")
    hand.types("contact_phone", "55550199")
    hand.presses("Send bestilling")
    hand.has_come_to(re.compile("/confirmation"))
    return hand


def report_one_thing(visit: Visit, photo: Path) -> Hand:
    """A caretaker's thing with one photo."""
    hand = hand_of(visit, "vivi", "/surplus", width=390)
    hand.presses("Aflever noget")
    hand.gives_photos(photo)
    hand.presses("Næste")
    hand.chooses("what", "chairs")
    hand.chooses("looks", "worn")
    hand.presses("Næste")
    hand.types("room", "Depotet")
    hand.presses("Send")
    hand.has_come_to(re.compile("/thanks"))
    assert hand.screens.pop() == hand.page.url.removeprefix(visit.address)
    hand.screens.remove("/surplus")
    return hand


def approve_from_letter(visit: Visit) -> Hand:
    """The budget holder, on a phone, who is still signed in."""
    hand = hand_of(visit, "gitte", "/was", width=390)
    page = next(each for each in PAGES if each.name == "approval")
    with Session(visit.engine) as db:
        path = page.address(db, person_called(db, page.who))
    hand.follows_letter(path)
    hand.presses("Ja, godkend")
    hand.sees("Du har sagt ja")
    return hand


def hand_over(visit: Visit) -> Hand:
    """The driver at the next place."""
    hand = hand_of(visit, "karla", "/runs/today", width=390)
    done = hand.page.locator(".stop.done").count()
    place = hand.page.locator(".stop.now h2").inner_text()
    hand.presses(f"Aflever {place}")
    expect(hand.page.locator(".stop.done")).to_have_count(done + 1)
    return hand


def register_a_thing(visit: Visit, photo: Path) -> Hand:
    """A thing at the workshop's door, on the tablet: a photo and a tap."""
    hand = hand_of(visit, "vagn", "/workshop", width=820)
    hand.presses("Ny ting", within="header")
    hand.takes_photo(photo)
    hand.presses("Gem")
    hand.sees("er registreret. Tag den næste.")
    return hand


def find_eight_alike(visit: Visit) -> Hand:
    """Eight identical chairs, in the shop."""
    hand = hand_of(visit, "mette")
    hand.searches("stol")
    hand.chooses("alike", "8")
    expect(hand.page.locator(".card")).not_to_have_count(0)
    expect(hand.page).to_have_url(re.compile("alike=8"))
    alike = [int(n) for n in re.findall(r"(\d+) ens", " ".join(hand.page.locator(".card .badges").all_inner_texts()))]
    assert alike
    assert min(alike) >= 8
    return hand


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo as a phone takes it."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(saved(corners(1200, 900), "JPEG"))
    return path


JOURNEYS: dict[str, tuple[Callable[..., Hand], int]] = {
    "Order, the second time": (order_again, 5),
    "Order, the very first time": (order_first, 7),
    "Report one thing": (report_one_thing, 8),
    "Report a room of 25": (report_a_room, 40),
    "Approve from the letter": (approve_from_letter, 2),
    "Hand over at a place": (hand_over, 1),
    "Register a thing": (register_a_thing, 3),
    "Put a thing away": (put_away, 2),
    "Finish a step": (finish_a_step, 1),
    "From the check to the shop": (from_check_to_shop, 4),
    "Find eight identical chairs": (find_eight_alike, 3),
}
WITH_A_PHOTO = (report_one_thing, report_a_room, register_a_thing)
AT_MOST_S = {"Report one thing": 45, "Report a room of 25": 180, "Register a thing": 10}


@pytest.mark.parametrize("name", JOURNEYS)
def test_journey(visit: Visit, name: str, photo: Path) -> None:
    walk, most = JOURNEYS[name]

    hand = walk(visit, photo) if walk in WITH_A_PHOTO else walk(visit)

    assert hand.actions <= most
    assert hand.seconds <= AT_MOST_S.get(name, hand.seconds)
    if walk in (report_one_thing, report_a_room):
        assert len(hand.screens) == 3
    assert visit.complained() == []
    assert stated()[name] == (hand.actions, len(hand.screens), hand.seconds)


def test_the_document_holds_every_journey() -> None:
    assert list(stated()) == list(JOURNEYS)


def stated() -> dict[str, tuple[int, int, int]]:
    """What docs/journeys.md says of each journey: actions, screens and seconds."""
    text = (ROOT / "docs/journeys.md").read_text()
    rows = (match.groupdict() for match in STATED.finditer(text))
    return {row["name"]: (int(row["actions"]), int(row["screens"]), int(row["seconds"])) for row in rows}
