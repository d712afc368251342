"""Reports of surplus in every state, with photos."""

from dataclasses import dataclass
from datetime import date

from app.accounts.viewer import Viewer
from app.demo.today.stage import Stage, in_days
from app.intake.actions import (
    accept_report,
    ask_reporter,
    decline_report,
    describe_report,
    locate_report,
    send_report,
    start_report,
)
from app.intake.forms import DeclineForm, WhatForm, WhereForm
from app.intake.models import DonorAnswer, Instead, Looks, SurplusReport, What


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody reports."""

    who: str
    at: str
    what: What
    quantity: int
    looks: Looks
    note: str
    room: str
    photos: tuple[str, ...]
    wanted_on: date | None = None


def _describe(stage: Stage, report: SurplusReport, told: Told, by: Viewer) -> None:
    stage.photograph(report, *told.photos, by=by)
    said = WhatForm(what=told.what, quantity=told.quantity, looks=told.looks, note=told.note)
    describe_report(stage.db, report, said, by=by)


def send_in(stage: Stage, told: Told, *, days: int, hour: int) -> SurplusReport:
    """Somebody reports their surplus, so many working days ago."""
    by, place = stage.who(told.who), stage.town.institutions[told.at]
    with stage.ago(days, hour) as db:
        report = start_report(db, by=by)
        _describe(stage, report, told, by)
        where = WhereForm(
            institution_id=place.id, room=told.room, access=place.access, contact_name=by.name,
            contact_phone=by.phone, wanted_on=told.wanted_on, donor_answer=DonorAnswer.DISCARDED,
        )  # fmt: skip
        locate_report(db, report, where, by=by)
        send_report(db, report, by=by)
    return report


def report_surplus(stage: Stage) -> dict[str, SurplusReport]:
    """Reports that wait, are asked about, said yes or no to; and one that is still being written."""
    lead = stage.who("lise")
    white = Told(
        who="pelle", at="1101", what=What.CHAIRS, quantity=8, looks=Looks.NICE, room="Depotet under gymnastiksalen",
        note="Fra musiklokalet. De står stablet.", photos=("shell-chairs-white",),
    )  # fmt: skip
    send_in(stage, white, days=1, hour=9)
    mixed = Told(
        who="vivi", at="1103", what=What.TABLES, quantity=3, looks=Looks.WORN, room="Lokale 12",
        note="Tre borde. Et har en ridse på kanten.", photos=("desk-sitstand-oak", "desk-sitstand-before"),
    )  # fmt: skip
    send_in(stage, mixed, days=2, hour=11)
    small = Told(
        who="klaus", at="1201", what=What.CHILDREN, quantity=2, looks=Looks.WORN, room="Rød stue",
        note="Borde og taburetter.", photos=("children-table-stools",),
    )  # fmt: skip
    asked = send_in(stage, small, days=3, hour=10)
    with stage.ago(2, 9) as db:
        ask_reporter(db, asked, "Følger alle seks taburetter med?", by=lead)
    shelves = Told(
        who="bjarne", at="3201", what=What.STORAGE, quantity=6, looks=Looks.NICE, room="Magasinet",
        note="Vi skifter reolerne i børneafdelingen.", photos=("bookcase-birch",), wanted_on=in_days(6),
    )  # fmt: skip
    waiting = send_in(stage, shelves, days=4, hour=13)
    old_sofa = Told(
        who="rikke", at="1202", what=What.OTHER, quantity=1, looks=Looks.BROKEN, room="Personalerummet",
        note="Et ben er knækket.", photos=("sofa-2-grey",),
    )  # fmt: skip
    declined = send_in(stage, old_sofa, days=5, hour=14)
    with stage.ago(3, 12) as db:
        accept_report(db, waiting, by=lead)
        no = DeclineForm(
            reason="Stellet er knækket, og det koster mere at lave end sofaen.", instead=Instead.BULKY_WASTE
        )
        decline_report(db, declined, no, by=lead)
    _begin_draft(stage)
    return {"waiting": waiting, "today": _for_today(stage), "next": _for_next_run(stage)}


def _begin_draft(stage: Stage) -> None:
    by = stage.who("pelle")
    draft = Told(
        who="pelle", at="1101", what=What.CHAIRS, quantity=4, looks=Looks.WORN, room="", note="",
        photos=("office-chair-blue", "office-chair-blue-wheels"),
    )  # fmt: skip
    with stage.this_morning(40) as db:
        report = start_report(db, by=by)
        _describe(stage, report, draft, by)


def _for_today(stage: Stage) -> SurplusReport:
    told = Told(
        who="ebbe", at="2101", what=What.OTHER, quantity=2, looks=Looks.NICE, room="Dagligstuen",
        note="To sofaer. Tag dem over terrassen.", photos=("sofa-2-green",),
    )  # fmt: skip
    report = send_in(stage, told, days=6, hour=9)
    with stage.ago(5, 10) as db:
        accept_report(db, report, by=stage.who("lise"))
    return report


def _for_next_run(stage: Stage) -> SurplusReport:
    told = Told(
        who="osvald", at="1102", what=What.STORAGE, quantity=2, looks=Looks.NICE, room="2. sal, kontoret",
        note="To arkivskabe. Nøglerne sidder i.", photos=("filing-cabinet-white",),
    )  # fmt: skip
    report = send_in(stage, told, days=4, hour=8)
    with stage.ago(3, 13) as db:
        accept_report(db, report, by=stage.who("lise"))
    return report
