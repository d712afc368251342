"""Whoever gave something away hears once, when the last of it has found its place."""

import pytest
from sqlmodel import select

from app.accounts.models import Person
from app.catalogue.actions import move_units
from app.catalogue.stages import Stage
from app.core.clock import now
from app.history.work import work_until_idle
from app.intake.actions import close_report_as_received
from app.intake.actions.review import note_all_found
from app.intake.lines import lines_in
from app.intake.models import ReportState
from app.notifications.models import Letter
from app.orders.actions.fulfil import complete_order, reserved_units
from app.workshop.actions import receive_units
from app.workshop.actions.receive import receive_again
from tests.factories import make_category, make_institution, make_unit
from tests.intake.factories import events, make_giver, make_report
from tests.orders.factories import make_order
from tests.workshop.factories import make_lead


@pytest.fixture
def karen(db):
    return make_giver(db, email="karen@example.org")


@pytest.fixture
def report(db, karen):
    return make_report(db, karen, ReportState.RECEIVED, what="chairs", quantity=3)


def letters(db, engine):
    db.commit()
    work_until_idle(engine)
    found = list(db.exec(select(Letter).where(Letter.kind == "surplus_all_found")).all())
    db.commit()
    return found


def given(db, report, stage=Stage.IN_WORKSHOP, **facts):
    return make_unit(db, report_id=report.id, report_line_id=lines_in(db, report)[0].id, stage=stage, **facts)


def leave(db, unit, by, stage=Stage.RECYCLED, event="unit_scrapped"):
    move_units(db, [unit], stage, by=by, event=event, after={"reason": "broken"})


def hand_over(db, report, karen):
    """An order of one unit of the report, handed over at the library."""
    order = make_order(db, karen, make_institution(db, "Egekøbing Bibliotek"))
    [tied] = reserved_units(db, order)
    tied.unit.report_id, tied.unit.report_line_id = report.id, lines_in(db, report)[0].id
    db.add(tied.unit)
    db.flush()
    complete_order(db, order, by=make_lead(db))
    return tied.unit


def test_the_letter_comes_with_the_last_and_tells_of_all(db, engine, report, karen):
    lead, parts, last = make_lead(db), given(db, report), given(db, report)
    parts.scrap_reason = "spare_parts"
    leave(db, parts, lead)
    hand_over(db, report, karen)
    assert letters(db, engine) == []

    leave(db, last, lead, Stage.SOLD_OFF, "unit_sold_off")
    [letter] = letters(db, engine)

    assert letter.to_address == "karen@example.org"
    assert letter.subject == "Den sidste af dine ting har fundet en plads"
    assert "Du gav 3 ting videre" in letter.body
    for fate in ("1 står nu på Egekøbing Bibliotek", "1 blev til reservedele", "1 er solgt"):
        assert f"• {fate}" in letter.body, fate
    assert letter.link.endswith(f"/surplus/{report.id}")


def test_it_comes_once_also_when_a_thing_comes_back_and_goes_again(db, engine, report, karen):
    unit = hand_over(db, report, karen)
    assert len(letters(db, engine)) == 1

    lead = make_lead(db)
    receive_again(db, unit, by=lead)
    unit.report_id = report.id
    db.add(unit)
    leave(db, unit, lead)

    assert len(letters(db, engine)) == 1
    assert len(events(db, "surplus_all_found")) == 1


def test_two_workers_that_see_the_last_at_once_write_it_down_once(db, engine, report):
    given(db, report, Stage.RECYCLED)

    first, second = note_all_found(db, report), note_all_found(db, report)

    assert (first, second) == (True, False)
    assert len(letters(db, engine)) == 1


@pytest.mark.parametrize("state", [ReportState.ACCEPTED, ReportState.SENT])
def test_while_more_of_it_is_to_come_nothing_is_said(db, engine, karen, state):
    report = make_report(db, karen, state)
    leave(db, given(db, report), make_lead(db))

    assert letters(db, engine) == []


def test_a_report_of_which_nothing_was_registered_says_nothing(db, engine, report):
    assert note_all_found(db, report) is False
    assert letters(db, engine) == []


def test_things_of_no_report_concern_nobody(db, engine, report):
    leave(db, make_unit(db, stage=Stage.IN_WORKSHOP), make_lead(db))

    assert letters(db, engine) == []


def test_the_last_may_have_left_before_the_report_was_closed(db, engine, karen):
    report, lead = make_report(db, karen, ReportState.ACCEPTED), make_lead(db)
    leave(db, given(db, report), lead)
    assert letters(db, engine) == []

    close_report_as_received(db, report, by=lead)

    assert len(letters(db, engine)) == 1


def test_nobody_who_is_shut_out_gets_it(db, engine, report, karen):
    person = db.exec(select(Person).where(Person.id == karen.person_id)).one()
    person.disabled_at = now()
    db.add(person)
    leave(db, given(db, report), make_lead(db))

    assert letters(db, engine) == []
    assert len(events(db, "surplus_all_found")) == 1


def test_what_still_stands_and_waits_has_not_found_its_place(db, engine, report, karen):
    lead = make_lead(db)
    receive_units(db, make_category(db), count=1, by=lead, report_id=report.id, stands_at_id=karen.institution_id)
    leave(db, given(db, report), lead)

    assert letters(db, engine) == []
