"""A room of 25 photos on a phone whose connection breaks: every photo arrives, and arrives once."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.catalogue.models import Category
from app.intake.models import ReportLine, ReportPhoto, ReportState, SurplusReport
from app.media.models import Photo
from tests.factories import make_person
from tests.in_a_browser.tunnel import wait_until
from tests.journeys.town import make_town
from tests.media.samples import corners, saved

pytestmark = pytest.mark.browser
ROOM = 25
KEPT = "billeder er gemt på telefonen. De bliver sendt, når der er forbindelse."


@pytest.fixture
def photos(tmp_path) -> list[Path]:
    """As many photos as the room has things, each another."""
    made = [tmp_path / f"photo-{n}.jpg" for n in range(ROOM)]
    for n, path in enumerate(made):
        path.write_bytes(saved(corners(640 + n, 480), "JPEG"))
    return made


def begin(page: Page) -> None:
    """Stand before the camera."""
    page.goto("/surplus")
    page.get_by_role("button", name="Aflever noget").first.click()
    expect(page.locator("[data-upload]")).to_be_attached()


def choose(page: Page, photos: list[Path]) -> None:
    page.locator("input.pick-input").set_input_files([str(each) for each in photos])


def waiting(page: Page) -> int:
    """Photos the phone has kept and the server has not confirmed."""
    count: int = page.evaluate(
        """() => new Promise((done) => {
            const asked = indexedDB.open("omlob", 1);
            asked.onsuccess = () => {
                const rows = asked.result.transaction("waiting").objectStore("waiting").count();
                rows.onsuccess = () => { asked.result.close(); done(rows.result); };
            };
        })"""
    )
    return count


def has_waiting(page: Page, count: int) -> None:
    """The phone comes to keep so many."""
    for _time in range(600):
        if waiting(page) == count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{waiting(page)} photos wait, not {count}")


def sent_things(db: Session) -> tuple[ReportState, int, int]:
    """The only report's state, its number of things, and its lines."""
    state, quantity = db.exec(select(SurplusReport.state, SurplusReport.quantity)).one()
    lines = len(db.exec(select(ReportLine.id)).all())
    db.commit()
    return ReportState(state), quantity, lines


class Road:
    """The way to the server: sends are counted, and it can break before one arrives or after."""

    def __init__(self, page: Page) -> None:
        self.page, self.sent, self.cut_before, self.lose_answer, self.closed_after = page, 0, 0, 0, 1000
        self.is_cut = False
        page.context.route("**/photos", self._pass)

    def _pass(self, route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        self.sent += 1
        if self.sent > self.closed_after:
            self.sent -= 1
            route.abort("connectionreset")
        elif self.sent == self.cut_before:
            self.page.context.set_offline(True)
            route.abort("internetdisconnected")
            self.is_cut = True
        elif self.sent == self.lose_answer:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    def wait_for_the_cut(self) -> None:
        wait_until(self.page, lambda: self.is_cut)


def test_a_room_of_25_photos_arrives_once_each_though_the_connection_breaks(db, open_browser, photos):
    town = make_town(db)
    page = open_browser(town.caretaker, width=390, height=844)
    begin(page)
    road = Road(page)
    road.cut_before, road.lose_answer = 6, 14

    choose(page, photos)
    expect(page.locator("[data-sending]")).to_contain_text(f"20 {KEPT}")
    has_waiting(page, 20)
    road.wait_for_the_cut()
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-shots] .ok:visible").nth(14)).to_be_visible(timeout=30_000)
    assert road.sent > road.lose_answer

    page.context.set_offline(True)
    page.wait_for_timeout(200)
    left = waiting(page)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    has_waiting(page, 0)
    expect(page.locator("[data-shots] .ok:visible")).to_have_count(ROOM)

    assert left > 0
    lines = db.exec(select(ReportLine.id)).all()
    shown = db.exec(select(ReportPhoto.line_id, ReportPhoto.photo_id)).all()
    counted = db.exec(select(SurplusReport.quantity)).one()
    different = db.exec(select(Photo.sha256).distinct()).all()
    db.commit()  # because on SQLite an open transaction keeps the worker waiting
    assert len(lines) == counted == ROOM
    assert {line for line, _photo in shown} == set(lines)
    assert len(shown) == len({photo for _line, photo in shown}) == len(different)
    assert road.sent > ROOM


def test_the_next_screens_come_while_photos_are_on_their_way_and_the_last_arrives_after_sending(
    db, open_browser, photos
):
    town = make_town(db)
    page = open_browser(town.caretaker, width=390, height=844)
    begin(page)
    road = Road(page)
    road.closed_after = 3
    choose(page, photos[:4])
    expect(page.locator("[data-shots] .ok:visible")).to_have_count(3)
    has_waiting(page, 1)

    page.get_by_role("link", name="Næste").click()
    expect(page.locator("[data-sending]")).to_contain_text("1 billede er gemt på telefonen")
    page.get_by_role("button", name="Næste", exact=True).click()
    expect(page.locator("[data-sending]")).to_contain_text("1 billede er gemt på telefonen")
    page.get_by_role("button", name="Send", exact=False).last.click()
    page.wait_for_url("**/thanks")
    assert sent_things(db) == (ReportState.SENT, 3, 3)
    expect(page.locator("[data-sending]")).to_contain_text("1 billede er gemt på telefonen")
    road.closed_after = ROOM
    page.get_by_role("button", name="Prøv nu").click()
    has_waiting(page, 0)

    assert sent_things(db) == (ReportState.SENT, 4, 4)


def test_on_a_shared_tablet_nobody_sends_another_s_photos(db, open_browser, photos):
    town = make_town(db)
    me = town.caretaker.id
    other = make_person(db, Role.CARETAKER, at=town.school, name="Demo Bent")
    page = open_browser(town.caretaker, width=820)
    begin(page)
    road = Road(page)
    road.cut_before = 1
    choose(page, photos[:2])
    has_waiting(page, 2)
    road.wait_for_the_cut()
    # Because a page with a connection sends at once, and would do so while they are still mine.
    page.goto("about:blank")
    page.context.unroute_all()
    mine = page.context.cookies()
    theirs = open_browser(other, width=820).context.cookies()

    page.context.clear_cookies()
    page.context.add_cookies(theirs)
    page.context.set_offline(False)
    begin(page)
    page.wait_for_timeout(1_500)
    assert waiting(page) == 2
    expect(page.locator("[data-shots] [data-shot]")).to_have_count(0)
    expect(page.locator("[data-sending]")).not_to_contain_text("billede")

    page.context.clear_cookies()
    page.context.add_cookies(mine)
    page.goto("/surplus")
    has_waiting(page, 0)
    of_mine = select(ReportLine.id).join(SurplusReport).where(SurplusReport.reported_by_id == me)
    assert len(db.exec(of_mine).all()) == len(db.exec(select(ReportLine.id)).all()) == 2
    db.commit()


def test_a_room_is_told_apart_with_a_few_taps(db, open_browser, photos):
    town = make_town(db)
    page = open_browser(town.caretaker, width=390, height=844)
    begin(page)
    choose(page, photos[:5])
    expect(page.locator("[data-shots] .ok:visible")).to_have_count(5)
    page.get_by_role("link", name="Næste").click()

    for n in (1, 3, 5):
        page.get_by_label(f"Vælg linje {n}", exact=True).check()
    page.get_by_role("button", name="De er ens").click()
    expect(page.locator(".report-line")).to_have_count(3)
    first = page.locator(".report-line").first
    first.get_by_label("Hvad er det?").press_sequentially("hævebord")
    first.get_by_text("Hæve-sænkebord").click()
    first.get_by_role("button", name="Én mere").click()
    first.get_by_text("Hører sammen").click()
    page.get_by_role("button", name="Næste", exact=True).click()
    page.wait_for_url("**/where")

    lines = db.exec(
        select(ReportLine.quantity, ReportLine.words, ReportLine.is_set).order_by(col(ReportLine.position))
    ).all()
    category = db.exec(select(Category.key).join(ReportLine)).all()
    db.commit()
    assert lines == [(4, "hævebord", True), (1, "", False), (1, "", False)]
    assert category == ["desk_sitstand"]
