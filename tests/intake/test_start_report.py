"""Beginning a report: one draft at a time, filled in from last time, still there tomorrow."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app.accounts.models import Access, Role
from app.history.work import work_until_idle
from app.intake.actions import NoWorkplace, discard_report, locate_report, start_report
from app.intake.models import ReportPhoto, ReportState, SurplusReport
from app.media.models import Photo
from app.media.storage import storage
from tests.factories import make_institution, make_municipality, make_person, make_viewer
from tests.intake.factories import events, fresh, make_draft, make_giver, make_report, picture, where


def test_a_first_report_begins_with_what_is_known_of_the_person_and_the_place(db):
    school = make_institution(db, "Sølund Skole", access=Access.STAIRS)
    karen = make_viewer(db, Role.CARETAKER, at=school, name="Karen Friis", phone="22 33 44 55")

    report = start_report(db, by=karen)

    assert (report.state, report.number) == (ReportState.DRAFT, "1001")
    assert (report.institution_id, report.access) == (school.id, Access.STAIRS)
    assert (report.contact_name, report.contact_phone) == ("Karen Friis", "22 33 44 55")
    assert [event.after for event in events(db, "surplus_started")] == [{"number": "1001"}]


def test_the_next_report_begins_with_the_answers_of_the_last(db):
    karen = make_giver(db)
    draft = make_draft(db, karen, note="En reol")
    said = where(draft.institution_id, room="Depotet", access="lift", floor="2", door_width_cm=85, contact_name="Bo")
    locate_report(db, draft, said, by=karen)
    assert start_report(db, by=karen).id == draft.id
    fresh(db, draft).state = ReportState.SENT

    following = start_report(db, by=karen)

    assert following.id != draft.id
    assert (following.room, following.access, following.floor, following.door_width_mm) == ("Depotet", "lift", "2", 850)
    assert (following.contact_name, following.contact_phone, following.note) == ("Bo", "", "")


def test_somebody_without_any_workplace_is_told_whom_to_ask(db):
    stray = replace(make_viewer(db, Role.EMPLOYEE), institution_id=None, roles=())

    with pytest.raises(NoWorkplace):
        start_report(db, by=stray)


def test_a_draft_survives_a_closed_browser_and_is_the_only_one(db, browse):
    karen = make_giver(db)
    browse(karen).post("/surplus", follow_redirects=False)
    draft = db.exec(select(SurplusReport)).one()
    browse(karen).post(f"/surplus/{draft.id}/photos", files={"photo": ("a.jpg", picture())})
    browse(karen).post(f"/surplus/{draft.id}/what", {"what": "chairs", "quantity": "24"})

    another_day = browse(karen)
    listed = another_day.get("/surplus")
    again = another_day.post("/surplus")
    what = another_day.get(f"/surplus/{draft.id}/what")

    assert f'href="/surplus/{draft.id}/photos"' in listed.text
    assert again.url.path == f"/surplus/{draft.id}/photos"
    assert 'value="24"' in what.text
    assert 'value="chairs" checked' in what.text
    assert len(db.exec(select(SurplusReport)).all()) == 1


def test_a_draft_is_thrown_away_with_its_photos(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    browser = browse(karen)
    browser.post(f"/surplus/{draft.id}/photos", files={"photo": ("a.jpg", picture())})
    assert list(storage().list())

    browser.post(f"/surplus/{draft.id}/discarding")

    assert db.exec(select(SurplusReport)).all() == []
    assert db.exec(select(ReportPhoto)).all() == []
    assert db.exec(select(Photo)).all() == []
    db.commit()
    work_until_idle(db.get_bind())
    assert list(storage().list()) == []


def test_what_was_sent_is_not_thrown_away(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen)

    answer = browse(karen).post(f"/surplus/{report.id}/discarding")

    assert answer.status_code == 409
    assert fresh(db, report).state is ReportState.SENT


def test_nobody_else_sees_or_changes_a_draft(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    school = make_viewer(db, Role.INSTITUTION_MANAGER)
    workshop = make_viewer(db, Role.WORKSHOP)

    for path in ("", "/photos", "/what", "/where", "/thanks"):
        assert browse(school).get(f"/surplus/{draft.id}{path}").status_code == 404
    for path in ("/photos", "/what", "/where", "/discarding", "/withdrawal", "/answer"):
        assert browse(school).post(f"/surplus/{draft.id}{path}").status_code == 404
    assert browse(workshop).get(f"/workshop/surplus/{draft.id}").status_code == 404
    assert browse().get("/surplus", follow_redirects=False).status_code == 303


def test_another_municipality_sees_nothing_of_it(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    sent = make_report(db, make_giver(db, "Bo Holm"))
    db.commit()
    make_municipality(db)
    stranger = make_person(db, Role.CARETAKER, Role.INSTITUTION_MANAGER, Role.WORKSHOP)
    browser = browse(stranger)

    for report in (draft, sent):
        assert browser.get(f"/surplus/{report.id}").status_code == 404
        assert browser.get(f"/workshop/surplus/{report.id}").status_code == 404
        assert browser.post(f"/workshop/surplus/{report.id}/acceptance").status_code == 404
    assert "Karen Friis" not in browser.get("/surplus").text
    assert sent.number not in browser.get("/workshop/surplus").text


def test_who_may_not_report_does_not_find_the_pages(db, browse):
    driver = browse(make_viewer(db, Role.DRIVER))

    assert driver.get("/surplus").status_code == 404
    assert driver.post("/surplus").status_code == 404
    assert driver.get("/workshop/surplus").status_code == 404


def test_discarding_is_told(db):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    number = draft.number

    discard_report(db, draft, by=karen)

    assert [event.before for event in events(db, "surplus_discarded")] == [{"number": number}]
