"""The journeys of a whole room and of the workshop, as a hand walks them in the demo."""

import re
from pathlib import Path

from playwright.sync_api import expect
from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from tests.in_a_browser.demo import Visit
from tests.in_a_browser.pages import person_called
from tests.in_a_browser.things import begun_job
from tests.in_a_browser.walks import hand_of
from tests.journeys.hand import Hand
from tests.media.samples import corners, saved

ROOM, ALIKE = 25, 5


def report_a_room(visit: Visit, photo: Path) -> Hand:
    """A caretaker empties a room: 25 photos in a row, five of them of the same."""
    photos = [photo.with_name(f"{n}.jpg") for n in range(ROOM)]
    for n, each in enumerate(photos):
        each.write_bytes(saved(corners(400 + n, 300), "JPEG"))
    hand = hand_of(visit, "vivi", "/surplus", width=390)
    hand.presses("Aflever noget")
    hand.takes_photos(*photos)
    hand.presses("Næste")
    for n in range(1, ALIKE + 1):
        hand.ticks(f"Vælg linje {n}")
    hand.presses("De er ens")
    expect(hand.page.locator(".report-line")).to_have_count(ROOM - ALIKE + 1)
    hand.presses("Næste", exact=True)
    hand.has_come_to(re.compile("/where"))
    hand.types("room", "Lokale 12")
    hand.presses("Send")
    hand.has_come_to(re.compile("/thanks"))
    assert hand.screens.pop() == hand.page.url.removeprefix(visit.address)
    hand.screens.remove("/surplus")
    return hand


def put_away(visit: Visit) -> Hand:
    """A thing and its shelf, with a scanner that types."""
    with Session(visit.engine) as db:
        person = person_called(db, "vagn")
        assert person is not None
        db.info["municipality_id"] = person.municipality_id
        standing = select(Unit.number).where(Unit.stage == Stage.IN_WORKSHOP).order_by(col(Unit.number))
        number = str(db.exec(standing).first())
    hand = hand_of(visit, "vagn", "/workshop/put-away", width=390)
    hand.scans(number)
    hand.sees("Scan nu pladsen")
    hand.scans("H1-R1-S1")
    hand.sees(f"{number} står nu på H1-R1-S1")
    return hand


def finish_a_step(visit: Visit) -> Hand:
    """One step of a job, on the tablet."""
    with Session(visit.engine) as db:
        person = person_called(db, "vagn")
        assert person is not None
        db.info["municipality_id"] = person.municipality_id
        job = begun_job(db, person)["job_id"]
    hand = hand_of(visit, "vagn", f"/workshop/jobs/{job}", width=820)
    step = hand.page.locator("#now_title").inner_text()
    hand.presses("Færdig")
    expect(hand.page.locator("#now_title")).not_to_have_text(step)
    return hand


def from_check_to_shop(visit: Visit) -> Hand:
    """A thing that a colleague made fit: checked, and in the shop."""
    hand = hand_of(visit, "lise", "/workshop?column=check", width=820)
    hand.presses("Tjek den")
    hand.presses("Ja, den er god")
    hand.presses("Gem, og se, hvad der mangler")
    hand.presses("Sæt den i butikken")
    hand.sees("Se den i butikken")
    return hand
