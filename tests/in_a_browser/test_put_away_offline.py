"""Things put on places without signal: paired on the tablet, moved once and in order, and a refusal is said plainly."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlmodel import Session, col, select

from app.accounts.models import Person, Role
from app.accounts.sessions import viewer_of
from app.catalogue.models import Unit
from app.catalogue.queries.places import get_place
from app.catalogue.stages import IN_THE_HOUSE
from app.history.models import Deed, Event
from app.workshop.actions.put_away import put_units
from app.workshop.actions.scrap import ScrapReason, scrap_unit
from app.workshop.labels.sheets import label_address, place_address
from tests.catalogue.factories import make_places
from tests.factories import make_person
from tests.in_a_browser.tunnel import (
    TABLET,
    Open,
    all_is_sent,
    cut,
    lose_answers,
    ready_for_the_tunnel,
    rows,
    wait_until,
)
from tests.workshop.factories import make_units

pytestmark = pytest.mark.browser
HERE = "/workshop/put-away"
MOVES = select(Event).where(Event.name == "unit_moved_place").order_by(col(Event.position))


@pytest.fixture
def worker(db: Session) -> Person:
    lead = make_person(db, Role.WORKSHOP_LEAD)
    viewer = viewer_of(db, lead)
    make_places(db, viewer)
    make_units(db, viewer, 3)
    db.commit()
    return lead


def scan(page: Page, *texts: str) -> None:
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def moves(db: Session) -> list[tuple[str, str]]:
    numbers = {unit.id: unit.number for unit in rows(db, select(Unit))}
    return [(numbers[each.subject_id], each.after["place"]) for each in rows(db, MOVES)]


def test_three_things_on_two_places_without_signal_are_three_moves_in_order(
    open_browser: Open, db: Session, worker: Person
):
    page = open_browser(worker, **TABLET)
    ready_for_the_tunnel(page, HERE)
    cut(page)
    page.locator("h1").click()

    scan(page, label_address("A-0002"))
    expect(page.get_by_text("Scan nu pladsen")).to_be_visible()
    page.reload()
    expect(page.locator("[data-pair-things]")).to_have_text("A-0002")
    page.get_by_label("Nummer eller plads").click()
    scan(page, "h1", place_address("H1-R1-S1"), "a1", "5701234567899")
    expect(page.get_by_text("Vi kender ikke nummeret 5701234567899.")).to_be_visible()
    page.locator("h1").click()
    scan(page, "A-0003")

    kept = page.locator("[data-pairs]")
    expect(kept).to_contain_text("Gemt på tabletten")
    expect(kept.locator("li")).to_have_text(["Sæt A-0002 på H1", "Sæt A-0001 på H1-R1-S1", "Sæt A-0003 på H1-R1-S1"])
    expect(page.get_by_text("Scan nu det, der står på H1-R1-S1")).to_be_visible()
    assert moves(db) == []

    lost = lose_answers(page, 1)
    cut(page, off=False)
    wait_until(page, lambda: lost)
    page.reload()
    all_is_sent(page)

    assert len(lost) == 1
    assert moves(db) == [("A-0002", "H1"), ("A-0001", "H1-R1-S1"), ("A-0003", "H1-R1-S1")]
    assert len(rows(db, select(Deed))) == 3


def lose_one_and_stay_away(page: Page, *, keyed: bool) -> list[str]:
    """The next scan is carried out and its answer lost; nothing kept is sent until the pages are unrouted."""
    lost: list[str] = []

    def handle(route: Route) -> None:
        key = {} if keyed else {"idempotency-key": ""}
        route.fetch(max_redirects=0, headers={**route.request.headers, **key})
        lost.append(route.request.url)
        route.abort()

    page.route("**/signed-in", lambda route: route.abort())
    page.route(f"**{HERE}", handle, times=1)
    return lost


@pytest.mark.parametrize("keyed", [True, False], ids=["with-its-key", "control"])
def test_an_answer_that_was_lost_is_not_moved_again(open_browser: Open, db: Session, worker: Person, keyed: bool):
    page = open_browser(worker, **TABLET)
    ready_for_the_tunnel(page, HERE)
    page.locator("h1").click()
    scan(page, "H1-R1")
    expect(page.get_by_text("Scan nu det, der står på H1-R1")).to_be_visible()
    lost = lose_one_and_stay_away(page, keyed=keyed)
    scan(page, "A-0001")
    expect(page.locator("[data-pairs] li")).to_have_text("Sæt A-0001 på H1-R1")
    assert len(lost) == 1
    unit = db.exec(select(Unit).where(Unit.number == "A-0001")).one()
    put_units(db, [unit], get_place(db, "H1"), by=viewer_of(db, worker))
    db.commit()

    page.unroute("**/signed-in")
    scan(page, "A-0002")
    wait_until(page, lambda: ("A-0002", "H1-R1") in moves(db))
    all_is_sent(page)

    again = [] if keyed else [("A-0001", "H1-R1")]
    assert moves(db) == [("A-0001", "H1-R1"), ("A-0001", "H1"), *again, ("A-0002", "H1-R1")]


def test_what_left_the_house_meanwhile_is_refused_plainly_and_stops_nothing_else(
    open_browser: Open, db: Session, worker: Person
):
    page = open_browser(worker, **TABLET)
    ready_for_the_tunnel(page, HERE, "/workshop/waiting")
    page.locator("h1").click()
    scan(page, "A-0001", "A-0002")
    page.wait_for_url("**units=A-0001:A-0002")
    cut(page)
    scan(page, "H1-R1", "A-0999", "H1-R1", "H1-R1", "A-0003")
    expect(page.locator("[data-pairs] li")).to_have_count(4)
    gone = db.exec(select(Unit).where(Unit.number == "A-0001")).one()
    scrap_unit(db, gone, reason=ScrapReason.BROKEN, by=viewer_of(db, worker))
    db.commit()
    assert gone.stage not in IN_THE_HOUSE

    cut(page, off=False)
    expect(page.locator("#wait_bar")).to_contain_text("Kunne ikke sendes: 2. Se hvorfor")
    page.locator("#wait_bar a").click()

    expect(page.locator(".deed")).to_have_count(2)
    left, unknown = page.locator(".deed").all()
    expect(left).to_contain_text("Sæt A-0001 på H1-R1")
    expect(left.locator("[data-said]")).to_have_text("A-0001 er her ikke mere. Derfor kan den ikke sættes på plads.")
    expect(unknown.locator("[data-said]")).to_have_text("Vi kender ikke nummeret A-0999.")
    wait_until(page, lambda: moves(db) == [("A-0002", "H1-R1"), ("A-0003", "H1-R1")])
