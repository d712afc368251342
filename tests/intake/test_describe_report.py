"""Step 2: what it is, how many, how it looks; nothing is required but a photo or a line."""

import pytest

from app.intake.actions import ReportMovedOn, describe_report
from app.intake.forms import WhatForm
from app.intake.models import Looks, What
from tests.intake.factories import events, fresh, make_draft, make_giver, make_report, picture


def test_the_answers_are_kept_and_told_before_and_after(db):
    karen = make_giver(db)
    draft = make_draft(db, karen, note="Stole")

    describe_report(db, draft, WhatForm(what=What.CHAIRS, quantity=24, looks=Looks.NICE, note="Stole"), by=karen)

    kept = fresh(db, draft)
    assert (kept.what, kept.quantity, kept.looks) == (What.CHAIRS, 24, Looks.NICE)
    told = events(db, "surplus_described")[-1]
    assert told.before == {"what": None, "quantity": 1, "looks": None}
    assert told.after == {"what": "chairs", "quantity": 24, "looks": "nice"}


def test_the_same_answers_again_are_nothing_new(db):
    karen = make_giver(db)
    draft = make_draft(db, karen, note="Stole")

    describe_report(db, draft, WhatForm(note="Stole"), by=karen)

    assert len(events(db, "surplus_described")) == 1


def test_what_was_sent_is_not_described_anew(db):
    karen = make_giver(db)
    report = make_report(db, karen)

    with pytest.raises(ReportMovedOn):
        describe_report(db, report, WhatForm(note="Andet"), by=karen)


def test_with_a_photo_nothing_else_is_required(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    browser = browse(karen)
    browser.post(f"/surplus/{draft.id}/photos", files={"photo": ("a.jpg", picture())})

    answer = browser.post(f"/surplus/{draft.id}/what", {"quantity": ""})

    assert answer.url.path == f"/surplus/{draft.id}/where"
    assert fresh(db, draft).quantity == 1


def test_without_a_photo_a_line_is_asked_for_beside_the_field(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)

    answer = browse(karen).post(f"/surplus/{draft.id}/what", {"what": "tables", "quantity": "3", "looks": "worn"})

    assert answer.status_code == 422
    assert 'href="#f-note">Tag mindst ét billede' in answer.text
    assert 'value="tables" checked' in answer.text
    assert 'value="3"' in answer.text
    assert fresh(db, draft).what is None


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"quantity": "mange"}, "Skriv et tal"),
        ({"quantity": "0"}, "Skriv 1 eller"),
        ({"quantity": "501"}, "Skriv 500 eller"),
        ({"what": "cars"}, "Vælg"),
        ({"looks": "shiny"}, "Vælg"),
        ({"note": "x" * 1001}, "højst 1000 tegn"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(db, browse, typed, sentence):
    karen = make_giver(db)
    draft = make_draft(db, karen)

    answer = browse(karen).post(f"/surplus/{draft.id}/what", {"note": "To gamle reoler", **typed})

    assert answer.status_code == 422
    assert "error_summary" in answer.text
    assert sentence in answer.text
    assert typed.get("note", "To gamle reoler") in answer.text
    assert fresh(db, draft).note == ""
