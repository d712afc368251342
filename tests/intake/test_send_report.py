"""The three screens without JavaScript, and the sending itself: once, and never empty."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import Session, select

from app.intake.actions import NothingToSee, add_report_photo, send_report
from app.intake.models import ReportState, SurplusReport
from app.intake.queries import answer_day
from tests.factories import make_institution, make_viewer
from tests.intake.factories import CARETAKER, events, fresh, make_draft, make_giver, make_report, picture


def test_three_screens_and_a_number_for_the_note(db, browse):
    school = make_institution(db, "Sølund Skole", address="Skolevej 12")
    browser = browse(make_viewer(db, CARETAKER, at=school, name="Karen Friis", phone="22 33 44 55"))

    first = browser.post("/surplus")
    second = browser.post(str(first.url), files={"photo": ("a.jpg", picture())})
    assert f'href="{second.url.path.replace("photos", "what")}"' in second.text
    third = browser.post(
        second.url.path.replace("photos", "what"), {"what": "chairs", "quantity": "24", "looks": "nice", "note": ""}
    )
    assert "Ring til Karen Friis" in third.text
    assert "Skolevej 12" in third.text
    thanks = browser.post(
        third.url.path,
        {"institution_id": str(school.id), "room": "Depotet", "access": "lift", "contact_phone": "22 33 44 55"},
    )

    assert thanks.url.path.endswith("/thanks")
    assert '<p class="code num">1001</p>' in thanks.text
    assert "sæt den på stolene" in thanks.text
    report = db.exec(select(SurplusReport)).one()
    assert (report.state, report.quantity, report.room) == (ReportState.SENT, 24, "Depotet")
    assert [event.before for event in events(db, "surplus_sent")] == [{"state": "draft", "sent_at": None}]


def test_sending_twice_sends_once(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen, note="En reol")
    browser = browse(karen)
    answers = {"institution_id": str(draft.institution_id), "room": "Depotet"}
    browser.post(f"/surplus/{draft.id}/where", answers)

    again = browser.post(f"/surplus/{draft.id}/where", {**answers, "room": "Et andet sted"})

    assert again.url.path == f"/surplus/{draft.id}/thanks"
    assert fresh(db, draft).room == "Depotet"
    assert len(events(db, "surplus_sent")) == 1


def test_two_clicks_at_once_send_once(db, engine):
    karen = make_giver(db)
    draft = make_draft(db, karen, note="En reol")
    db.commit()

    def click(_n: int) -> None:
        with Session(engine) as own:
            own.info["municipality_id"] = karen.municipality_id
            send_report(own, own.exec(select(SurplusReport)).one(), by=karen)
            own.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(click, range(4)))

    assert len(events(db, "surplus_sent")) == 1
    assert fresh(db, draft).state is ReportState.SENT


def test_neither_photo_nor_line_is_not_sent_and_the_page_says_what_to_do(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)

    with pytest.raises(NothingToSee):
        send_report(db, draft, by=karen)
    answer = browse(karen).post(
        f"/surplus/{draft.id}/where", {"institution_id": str(draft.institution_id), "room": "Depotet"}
    )

    assert answer.status_code == 422
    assert "Tag mindst ét billede, eller skriv en linje" in answer.text
    assert f'href="/surplus/{draft.id}/photos"' in answer.text
    assert 'value="Depotet"' in answer.text
    assert fresh(db, draft).state is ReportState.DRAFT


def test_one_photo_is_enough(db):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    add_report_photo(db, draft, picture(), by=karen)

    send_report(db, draft, by=karen)

    assert fresh(db, draft).sent_at is not None


def test_the_screens_of_a_sent_report_lead_to_its_page(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen)
    browser = browse(karen)

    for step in ("photos", "what", "where"):
        assert browser.get(f"/surplus/{report.id}/{step}").url.path == f"/surplus/{report.id}"


@pytest.mark.parametrize(
    "sent_on, answered_by",
    [
        (date(2026, 11, 23), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 12, 1)),
        (date(2026, 11, 22), date(2026, 11, 25)),
    ],
)
def test_the_promised_day_is_the_third_weekday(sent_on, answered_by):
    assert answer_day(sent_on) == answered_by
