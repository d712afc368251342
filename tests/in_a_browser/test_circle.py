"""One thing travels the whole way, by six people in a real browser: from surplus report to savings report."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.catalogue.models import Category
from app.core.clock import today
from app.impact.models import ImpactEntry
from tests.journeys.hand import Hand
from tests.journeys.town import make_town
from tests.media.samples import corners, saved

pytestmark = pytest.mark.browser


@pytest.fixture
def photos(tmp_path) -> list[Path]:
    """Two photos as a phone takes them."""
    made = []
    for n in (1, 2):
        path = tmp_path / f"photo-{n}.jpg"
        path.write_bytes(saved(corners(1200 + n, 900), "JPEG"))
        made.append(path)
    return made


@pytest.mark.parametrize(
    "engine, javascript", [("sqlite", True), ("postgresql", False)], indirect=["engine"], ids=["script", "no-script"]
)
def test_a_chair_travels_from_surplus_report_to_savings_report(db, open_browser, photos, javascript):
    town = make_town(db)
    chair = db.exec(select(Category).where(Category.key == "task_chair")).one()
    db.commit()

    def hand_of(person, width=1440) -> Hand:
        return Hand(open_browser(person, width=width, javascript=javascript), javascript=javascript)

    report_two_chairs(hand_of(town.caretaker, 390), photos)
    number = receive_and_make_fit(hand_of(town.lead, 1180), chair, photos)
    order_one_chair(hand_of(town.employee))
    approve(hand_of(town.approver, 390))
    plan_todays_run(hand_of(town.lead), town)
    hand_over(hand_of(town.driver, 390))
    wait_for_the_ledger(db)
    open_the_figure(hand_of(town.leader), number)


def report_two_chairs(caretaker: Hand, photos: list[Path]) -> None:
    caretaker.opens("/surplus")
    caretaker.presses("Aflever noget")
    caretaker.gives_photos(*photos)
    caretaker.presses("Næste")
    caretaker.presses("Alle billeder viser det samme")
    caretaker.chooses("what", "chairs")
    caretaker.types("quantity", "2")
    caretaker.chooses("looks", "worn")
    caretaker.presses("Næste")
    caretaker.types("room", "Depot i kælderen")
    caretaker.chooses("access", "lift")
    caretaker.presses("Send")
    caretaker.has_come_to(re.compile("/thanks"))
    caretaker.sees("Vi har fået det")


def receive_and_make_fit(lead: Hand, chair: Category, photos: list[Path]) -> str:
    lead.opens("/workshop/surplus")
    lead.presses("2 stole")
    lead.presses("Ja tak, vi henter det")
    lead.opens("/workshop/surplus")
    lead.presses("2 stole")
    lead.presses("Modtag tingene")
    lead.chooses("category_id", str(chair.id))
    lead.types("title", "Kontorstol, blå")
    lead.chooses("condition", "3")
    lead.presses("Opret")
    lead.opens("/workshop")
    lead.presses("Start")
    lead.has_come_to(re.compile("/workshop/jobs/"))
    for n in range(lead.page.locator(".steps li").count()):
        lead.presses("Færdig", exact=True)
        expect(lead.page.locator(".steps li.done")).to_have_count(n + 1)
    lead.presses("minutter")
    lead.presses("+ 10")
    expect(lead.page.get_by_text("Fortryd")).not_to_have_count(0)
    lead.opens(re.sub(r"[?].*", "?step=end", lead.page.url))
    lead.presses("Klar til tjek")
    lead.has_come_to(re.compile("/workshop/check|/workshop/jobs/[^?]+$"))
    lead.opens("/units/A-0001")
    lead.presses("Tjek den")
    lead.chooses("condition", "3")
    lead.presses("Ja, den er god")
    lead.opens("/units/A-0001")
    lead.presses("Til butikken")
    for name, value in (("width_mm", "66"), ("depth_mm", "66"), ("height_mm", "108")):
        lead.types(name, value)
    lead.presses("Gem, og se")
    if lead.page.get_by_text("Der mangler stadig").count():
        lead.gives_photos(photos[0])
        lead.page.reload()
    lead.presses("Sæt den i butikken")
    lead.sees("I butikken")
    return "A-0001"


def order_one_chair(employee: Hand) -> None:
    employee.opens("/")
    employee.searches("kontor stol")
    employee.presses("Kontorstol, blå")
    employee.presses("Læg")
    employee.sees("ligger i kurven")
    employee.opens("/basket")
    employee.sees("Vi holder dem til kl.")
    employee.page.get_by_label("Købt nyt").first.check(force=True)
    employee.types("room", "3.14")
    employee.chooses("day", employee.page.locator('[name="day"]').first.get_attribute("value") or "")
    employee.presses("Send bestilling")
    employee.has_come_to(re.compile("/orders/"))
    employee.sees("Demo Lars")


def approve(approver: Hand) -> None:
    approver.opens("/approvals")
    approver.presses("Demo Mette")
    approver.presses("Ja, godkend")
    approver.sees("ja")


def plan_todays_run(lead: Hand, town) -> None:
    lead.opens("/runs/new")
    lead.types("runs_on", today().isoformat())
    lead.chooses("driver_id", str(town.driver.id))
    lead.presses("Opret turen")
    box = lead.page.locator('[name="cargo"]').first
    if not box.is_checked():
        box.check(force=True)
    lead.presses("Læg på turen")
    lead.sees("Rådhuset")


def hand_over(driver: Hand) -> None:
    driver.opens("/runs/today")
    driver.presses("Alt er læsset")
    driver.presses("Aflever Rådhuset")
    driver.presses("Fortryd")
    driver.presses("Aflever Rådhuset")
    driver.presses("Afslut turen")
    driver.sees("Turen er slut")


def wait_for_the_ledger(db) -> None:
    """The hand-over, its undo and the hand-over again are three lines."""
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        db.rollback()
        if len(db.exec(select(ImpactEntry)).all()) == 3:
            return
        time.sleep(0.1)
    raise AssertionError([(entry.kind, entry.unit_number) for entry in db.exec(select(ImpactEntry)).all()])


def open_the_figure(leader: Hand, number: str) -> None:
    leader.opens("/reports")
    leader.sees("1")
    leader.page.locator('main a[href*="/reports/lines?"]').first.click()
    leader.has_come_to(re.compile("/reports/lines"))
    leader.sees(number)
