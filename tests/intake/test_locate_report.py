"""Step 3: where it stands, how to get there, whom to call."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Access, Role
from app.core.clock import today
from app.core.errors import NotFound
from app.history.models import Event
from app.intake.actions import ReportMovedOn, locate_report
from app.intake.models import DonorAnswer, ReportState
from tests.factories import make_institution, make_viewer
from tests.intake.factories import events, fresh, make_draft, make_giver, make_report, where


def test_the_answers_are_kept_in_millimetres_and_told(db):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    said = where(draft.institution_id, room="Depotet", access="stairs", door_width_cm=85, donor_answer="discarded")

    locate_report(db, draft, said, by=karen)

    kept = fresh(db, draft)
    assert (kept.room, kept.access, kept.door_width_mm) == ("Depotet", Access.STAIRS, 850)
    assert kept.donor_answer is DonorAnswer.DISCARDED
    assert events(db, "surplus_located")[0].after["room"] == "Depotet"


def test_whom_to_call_is_kept_but_never_written_into_history(db):
    karen = make_giver(db)
    draft = make_draft(db, karen)

    said = where(draft.institution_id, contact_name="Bo Holm", contact_phone="44 44 44 44", room="Depotet")
    locate_report(db, draft, said, by=karen)

    assert fresh(db, draft).contact_name == "Bo Holm"
    everything = "".join(f"{event.before}{event.after}" for event in db.exec(select(Event)))
    assert "Depotet" in everything
    assert "44 44" not in everything
    assert "Bo Holm" not in everything


def test_a_workplace_that_is_not_theirs_is_refused(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    foreign = make_institution(db, "Rådhuset")

    with pytest.raises(NotFound):
        locate_report(db, draft, where(foreign.id), by=karen)
    answer = browse(karen).post(f"/surplus/{draft.id}/where", {"institution_id": str(foreign.id)})

    assert answer.status_code == 422
    assert "Vælg en arbejdsplads" in answer.text
    assert fresh(db, draft).institution_id == karen.institution_id


def test_who_reports_for_several_workplaces_chooses_among_them(db, browse):
    school = make_institution(db, "Sølund Skole")
    annexe = make_institution(db, "Sølund Skole, hallen", parent=school)
    karen = make_viewer(db, Role.CARETAKER, at=school)
    draft = make_draft(db, karen, note="Bænke")

    page = browse(karen).get(f"/surplus/{draft.id}/where")
    browse(karen).post(f"/surplus/{draft.id}/where", {"institution_id": str(annexe.id)})

    assert f'value="{annexe.id}"' in page.text
    assert "Skift" in page.text
    assert fresh(db, draft).institution_id == annexe.id


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"wanted_on": "2020-01-01"}, "Den dag er gået"),
        ({"wanted_on": "snart"}, "Vælg en dato"),
        ({"door_width_cm": "bred"}, "Skriv et tal"),
        ({"door_width_cm": "2"}, "Skriv 30 eller"),
        ({"contact_phone": "ring bare"}, "Skriv et telefonnummer"),
        ({"access": "helicopter"}, "Vælg"),
        ({"institution_id": ""}, "Udfyld"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(db, browse, typed, sentence):
    karen = make_giver(db)
    draft = make_draft(db, karen, note="Reoler")
    good = {"institution_id": str(draft.institution_id), "room": "Bag scenen", "access": "lift"}

    answer = browse(karen).post(f"/surplus/{draft.id}/where", {**good, **typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Bag scenen"' in answer.text
    assert fresh(db, draft).state is ReportState.DRAFT
    assert fresh(db, draft).room == ""


def test_today_is_not_over(db):
    assert where(make_institution(db).id, wanted_on=today()).wanted_on == today()
    assert where(make_institution(db).id, wanted_on=today() + timedelta(days=9)).wanted_on


def test_what_was_sent_is_not_moved(db):
    karen = make_giver(db)
    report = make_report(db, karen)

    with pytest.raises(ReportMovedOn):
        locate_report(db, report, where(report.institution_id), by=karen)
