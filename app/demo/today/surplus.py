"""Reports of surplus in every state, with photos; one of a whole room."""

from dataclasses import dataclass, replace
from datetime import date

from app.accounts.viewer import Viewer
from app.demo.today.stage import Stage, in_days
from app.intake.actions import (
    accept_report,
    ask_reporter,
    decline_report,
    describe_report,
    describe_room,
    locate_report,
    merge_lines,
    send_report,
    start_report,
)
from app.intake.forms import DeclineForm, LineForm, RoomForm, WhatForm, WhereForm
from app.intake.lines import lines_in
from app.intake.models import DonorAnswer, Instead, Looks, SurplusReport, What


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody reports: one thing with its photos, or a whole room, with a line for each photo."""

    who: str
    at: str
    what: What | None = None
    quantity: int = 1
    looks: Looks
    note: str
    room: str
    photos: tuple[str, ...]
    lines: tuple[tuple[int, str, str], ...] = ()  # how many, in their words, the category's key; one for each photo
    wanted_on: date | None = None


def _describe(stage: Stage, report: SurplusReport, told: Told, by: Viewer) -> None:
    db, categories = stage.db, stage.town.categories
    stage.photograph(report, *told.photos, by=by)
    lines = [line.id for line in lines_in(db, report)]
    if told.lines:
        said = {
            line: LineForm(
                quantity=count, words=words, category_id=categories[key].id if key else None, is_set=count > 9
            )
            for line, (count, words, key) in zip(lines, told.lines, strict=True)
        }
        describe_room(db, report, RoomForm(looks=told.looks, note=told.note), said, by=by)
        return
    if len(lines) > 1:
        merge_lines(db, report, lines, by=by)
    one = WhatForm(what=told.what, quantity=told.quantity, looks=told.looks, note=told.note)
    describe_report(db, report, one, by=by)


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


WHITE = Told(
    who="pelle", at="1101", what=What.CHAIRS, quantity=8, looks=Looks.NICE, room="Depotet under gymnastiksalen",
    note="Fra musiklokalet. De står stablet.", photos=("shell-chairs-white",),
)  # fmt: skip
ROOM = Told(
    who="vivi", at="1103", looks=Looks.WORN, room="Lokale 12", note="Lokalet skal være tomt inden jul.",
    photos=("desk-sitstand-oak", "desk-sitstand-before", "office-chair-grey", "shell-chairs-petrol", "whiteboard"),
    lines=(
        (2, "Hæveborde", "desk_sitstand"), (1, "Bord med ridse", "desk_sitstand"), (3, "Kontorstole", "task_chair"),
        (12, "Stole til elever", ""), (1, "Tavle", "whiteboard"),
    ),
)  # fmt: skip
SMALL = Told(
    who="klaus", at="1201", what=What.CHILDREN, quantity=2, looks=Looks.WORN, room="Rød stue",
    note="Borde og taburetter.", photos=("children-table-stools",),
)  # fmt: skip
SHELVES = Told(
    who="bjarne", at="3201", what=What.STORAGE, quantity=6, looks=Looks.NICE, room="Magasinet",
    note="Vi skifter reolerne i børneafdelingen.", photos=("bookcase-birch",),
)  # fmt: skip
OLD_SOFA = Told(
    who="rikke", at="1202", what=What.OTHER, quantity=1, looks=Looks.BROKEN, room="Personalerummet",
    note="Et ben er knækket.", photos=("sofa-2-grey",),
)  # fmt: skip
DRAFT = Told(
    who="pelle", at="1101", what=What.CHAIRS, quantity=4, looks=Looks.WORN, room="", note="",
    photos=("office-chair-blue", "office-chair-blue-wheels"),
)  # fmt: skip
DRAFT_ROOM = Told(
    who="bjarne", at="3201", looks=Looks.NICE, room="", note="",
    photos=("round-table-white", "shell-chair-orange", "sofa-2-blue", "desk-lamp-black"),
    lines=((2, "Runde borde", ""), (6, "", ""), (1, "", "sofa_2"), (1, "", "")),
)  # fmt: skip
SOFAS = Told(
    who="ebbe", at="2101", what=What.OTHER, quantity=2, looks=Looks.NICE, room="Dagligstuen",
    note="To sofaer. Tag dem over terrassen.", photos=("sofa-2-green",),
)  # fmt: skip
CABINETS = Told(
    who="osvald", at="1102", what=What.STORAGE, quantity=2, looks=Looks.NICE, room="2. sal, kontoret",
    note="To arkivskabe. Nøglerne sidder i.", photos=("filing-cabinet-white",),
)  # fmt: skip


def report_surplus(stage: Stage) -> dict[str, SurplusReport]:
    """Reports that wait, are asked about, said yes or no to; and two that are still being written."""
    lead = stage.who("lise")
    send_in(stage, WHITE, days=1, hour=9)
    send_in(stage, ROOM, days=2, hour=11)
    asked = send_in(stage, SMALL, days=3, hour=10)
    with stage.ago(2, 9) as db:
        ask_reporter(db, asked, "Følger alle seks taburetter med?", by=lead)
    waiting = send_in(stage, replace(SHELVES, wanted_on=in_days(6)), days=4, hour=13)
    declined = send_in(stage, OLD_SOFA, days=5, hour=14)
    with stage.ago(3, 12) as db:
        accept_report(db, waiting, by=lead)
        no = DeclineForm(
            reason="Stellet er knækket, og det koster mere at lave end sofaen.", instead=Instead.BULKY_WASTE
        )
        decline_report(db, declined, no, by=lead)
    for draft in (DRAFT, DRAFT_ROOM):
        with stage.this_morning(40) as db:
            by = stage.who(draft.who)
            _describe(stage, start_report(db, by=by), draft, by)
    return {
        "waiting": waiting,
        "today": _accepted(stage, SOFAS, days=6, hour=9, answer=(5, 10)),
        "next": _accepted(stage, CABINETS, days=4, hour=8, answer=(3, 13)),
    }


def _accepted(stage: Stage, told: Told, *, days: int, hour: int, answer: tuple[int, int]) -> SurplusReport:
    report = send_in(stage, told, days=days, hour=hour)
    with stage.ago(*answer) as db:
        accept_report(db, report, by=stage.who("lise"))
    return report
