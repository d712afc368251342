"""Scanning in a real browser: the camera, a picture, a scanner that types, a hand; and without JavaScript."""

from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.accounts.sessions import viewer_of
from app.catalogue.models import StoragePlace, Unit
from app.catalogue.queries.places import get_place
from app.workshop.actions.counting import start_count
from app.workshop.actions.put_away import put_units
from app.workshop.labels.sheets import label_address, place_address
from tests.catalogue.factories import make_places
from tests.factories import make_person
from tests.in_a_browser.chromium import beside
from tests.in_a_browser.signing_in import signed_in
from tests.workshop.factories import make_units

pytestmark = pytest.mark.browser
WIDTH, HEIGHT, FRAMES = 640, 480, 10
REFUSED = "Telefonen giver ikke lov til kameraet. Vælg et billede, eller skriv nummeret."


@pytest.fixture
def person(db: Session) -> Any:
    lead = make_person(db, Role.WORKSHOP_LEAD)
    viewer = viewer_of(db, lead)
    make_places(db, viewer)
    make_units(db, viewer, 3)
    db.commit()
    return lead


def picture_of(folder: Path, address: str) -> Path:
    """A photo of a label with this address."""
    path = folder / f"{address.rpartition('/')[2]}.png"
    segno.make(address, error="q", micro=False).save(str(path), scale=8, border=6)
    return path


def film_of(folder: Path, address: str) -> Path:
    """What a camera sees that is held over the label: frames of grey with the code in the middle."""
    rows = [bytes(row) for row in segno.make(address, error="q", micro=False).matrix]
    size = 320 // (len(rows) + 8)
    light = bytearray([200]) * (WIDTH * HEIGHT)
    top, left = (HEIGHT - size * len(rows)) // 2, (WIDTH - size * len(rows)) // 2
    for y in range(size * len(rows)):
        for x, dark in enumerate(rows[y // size]):
            start = (top + y) * WIDTH + left + x * size
            light[start : start + size] = bytes([20 if dark else 235]) * size
    frame = b"FRAME\n" + bytes(light) + bytes([128]) * (WIDTH * HEIGHT // 2)
    path = folder / "film.y4m"
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * FRAMES)
    return path


def standing(db: Session, number: str) -> str | None:
    """The code of the place where the thing stands now."""
    db.rollback()
    joined = select(StoragePlace.code).join(Unit, col(Unit.storage_place_id) == StoragePlace.id)
    found = db.exec(joined.where(Unit.number == number)).first()
    db.rollback()
    return found


def test_the_camera_reads_a_label_and_the_thing_opens(db, person, address, chromium, tmp_path):
    film = film_of(tmp_path, label_address("A-0002"))
    fake = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")

    with beside(chromium, *fake, f"--use-file-for-fake-video-capture={film}") as browser:
        context = browser.new_context(base_url=address, locale="da-DK", permissions=["camera"])
        context.add_cookies([{"name": "session", "value": signed_in(db, person), "url": address}])
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto("/workshop/find")
        page.get_by_role("button", name="Scan med kameraet").click()
        page.wait_for_url("**/units/A-0002", timeout=15_000)

    assert [each for each in said if "Content Security" in each] == []


def test_a_phone_that_says_no_is_told_of_the_other_ways(open_browser, person):
    page = open_browser(person, width=390)
    page.goto("/workshop/find")

    page.get_by_role("button", name="Scan med kameraet").click()

    expect(page.get_by_text(REFUSED)).to_be_visible()
    expect(page.get_by_role("button", name="Scan med kameraet")).to_be_visible()


def test_pictures_of_a_label_and_of_a_place_put_the_thing_there(db, open_browser, person, tmp_path):
    page: Page = open_browser(person, width=390)
    page.goto("/workshop/put-away")

    page.set_input_files("[data-scan-picture]", picture_of(tmp_path, label_address("A-0001")))
    expect(page.get_by_text("Scan nu pladsen")).to_be_visible()
    page.set_input_files("[data-scan-picture]", picture_of(tmp_path, place_address("H1-R1-S1")))

    expect(page.get_by_text("A-0001 står nu på H1-R1-S1")).to_be_visible()
    assert standing(db, "A-0001") == "H1-R1-S1"
    page.get_by_role("button", name="Fortryd").click()
    expect(page.get_by_text("Fortrudt.")).to_be_visible()
    assert standing(db, "A-0001") is None


def test_a_picture_without_a_label_says_so(open_browser, person, tmp_path):
    page = open_browser(person)
    page.goto("/workshop/put-away")
    empty = tmp_path / "empty.png"
    empty.write_bytes(picture_of(tmp_path, label_address("A-0001")).read_bytes()[:60])

    page.set_input_files("[data-scan-picture]", empty)

    expect(page.get_by_text("Vi kan ikke se en mærkat på billedet.")).to_be_visible()


def test_a_scanner_that_types_needs_no_field_and_loses_no_scan(db, open_browser, person):
    page: Page = open_browser(person)
    page.goto("/workshop/put-away")
    page.locator("h1").click()

    for scanned in (place_address("H1-R1"), label_address("A-0001"), "A-0002", "A-0003"):
        page.keyboard.type(scanned)
        page.keyboard.press("Enter")

    expect(page.get_by_text("A-0003 står nu på H1-R1")).to_be_visible()
    assert [standing(db, f"A-000{n}") for n in (1, 2, 3)] == ["H1-R1"] * 3
    assert "place=H1-R1" in page.url


def test_the_list_of_many_grows_while_one_scans_and_a_reload_keeps_it(open_browser, person):
    page: Page = open_browser(person, width=820)
    page.goto("/workshop/many")
    page.locator("h1").click()

    for number in ("A-0001", "A-0003", "A-0001"):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    expect(page.get_by_text("A-0001 er på listen. 2 i alt.")).to_be_visible()
    page.keyboard.type("A-0999")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vi kender ikke nummeret A-0999.")).to_be_visible()
    page.reload()

    expect(page.get_by_role("heading", name="2 ting")).to_be_visible()


def test_a_shelf_is_counted_by_a_scanner_and_a_reload_loses_nothing(db, open_browser, person):
    place = get_place(db, "H1-R1")
    viewer = viewer_of(db, person)
    put_units(db, db.exec(select(Unit).order_by(col(Unit.number)).limit(2)).all(), place, by=viewer)
    count = start_count(db, place, by=viewer)
    db.commit()
    page: Page = open_browser(person, width=390)
    page.goto(f"/workshop/counts/{count.id}")

    page.get_by_label("Nummer på mærkaten").fill("A-0001")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ja, den hører til her.")).to_be_visible()
    page.get_by_label("Nummer på mærkaten").fill("5701234567899")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Er det en ny ting?")).to_be_visible()
    page.reload()

    expect(page.get_by_text("1 af 2 fundet")).to_be_visible()


def test_two_scans_put_a_thing_away_without_javascript(db, open_browser, person):
    page: Page = open_browser(person, javascript=False)
    page.goto("/workshop/put-away")

    for scanned in ("A-0001", "H1"):
        page.get_by_label("Nummer eller plads").fill(scanned)
        page.get_by_role("button", name="OK").click()

    expect(page.get_by_text("A-0001 står nu på H1")).to_be_visible()
    assert standing(db, "A-0001") == "H1"
