"""Photos of surplus: several at once, each once, a bad one said so and gone, progress shown."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session, select

from app.accounts.models import Role
from app.history.work import work_until_idle
from app.intake.actions import (
    MOST_PHOTOS,
    ReportMovedOn,
    TooManyPhotos,
    accept_report,
    add_report_photo,
    remove_report_photo,
)
from app.intake.lines import lines_in
from app.intake.models import ReportPhoto, ReportState, SurplusReport
from app.intake.queries import photos_of
from app.media.images import BrokenPicture, NotAPicture
from app.media.models import Photo, PhotoState
from app.media.storage import storage
from tests.factories import make_viewer
from tests.intake.factories import events, fresh, make_draft, make_giver, make_report, make_reviewer, picture

HTMX = {"HX-Request": "true"}


def jpeg(data: bytes) -> tuple[str, bytes, str]:
    return ("photo.jpg", data, "image/jpeg")


def test_the_same_upload_is_there_once(db):
    karen = make_giver(db)
    draft = make_draft(db, karen)

    first = add_report_photo(db, draft, picture(), upload_key="k1", by=karen)
    again = add_report_photo(db, draft, picture(), upload_key="k1", by=karen)
    other = add_report_photo(db, draft, picture(), upload_key="k2", by=karen)

    assert first.id == again.id != other.id
    assert [each.id for each in photos_of(db, draft)] == [first.id, other.id]
    assert len(events(db, "surplus_photo_added")) == 2


def test_a_key_used_for_another_report_is_another_photo(db):
    karen = make_giver(db)
    sent = make_report(db, karen)
    draft = make_draft(db, karen)

    first = add_report_photo(db, sent, picture(), upload_key="k1", by=karen)
    second = add_report_photo(db, draft, picture(), upload_key="k1", by=karen)

    assert first.id != second.id


def test_there_is_room_for_so_many_and_a_repeat_is_still_answered(db, monkeypatch):
    monkeypatch.setattr("app.intake.actions.photos.MOST_PHOTOS", 2)
    karen = make_giver(db)
    draft = make_draft(db, karen)
    add_report_photo(db, draft, picture(), upload_key="k1", by=karen)
    add_report_photo(db, draft, picture(), upload_key="k2", by=karen)

    add_report_photo(db, draft, picture(), upload_key="k2", by=karen)
    with pytest.raises(TooManyPhotos):
        add_report_photo(db, draft, picture(), upload_key="k3", by=karen)

    assert MOST_PHOTOS == 40


@pytest.mark.parametrize("state", [ReportState.ACCEPTED, ReportState.DECLINED, ReportState.RECEIVED])
def test_once_the_workshop_has_decided_no_photo_is_added(db, state):
    karen = make_giver(db)
    report = make_report(db, karen, state)

    with pytest.raises(ReportMovedOn):
        add_report_photo(db, report, picture(), by=karen)


def test_a_photo_may_answer_the_workshop_s_question_but_is_not_taken_off_again(db):
    karen = make_giver(db)
    report = make_report(db, karen, ReportState.ASKED)

    photo = add_report_photo(db, report, picture(), by=karen)

    with pytest.raises(ReportMovedOn):
        remove_report_photo(db, report, photo.id, by=karen)


def test_without_javascript_several_photos_are_sent_in_one_form(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    files = [("photo", jpeg(picture(400))), ("photo", jpeg(picture(500))), ("photo", ("", b"", "image/jpeg"))]

    answer = browse(karen).post(f"/surplus/{draft.id}/photos", files=files)

    assert answer.url.path == f"/surplus/{draft.id}/photos"
    assert answer.status_code == 200
    assert answer.text.count("Billede på vej") == 2
    assert len(photos_of(db, draft)) == 2


def test_sending_the_form_twice_shows_each_photo_once(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    browser = browse(karen)

    for _time in range(2):
        browser.post(f"/surplus/{draft.id}/photos", files={"photo": jpeg(picture())})

    assert len(photos_of(db, draft)) == 1


def test_a_bad_photo_gets_its_sentence_and_leaves_nothing_and_the_good_one_stays(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    files = [("photo", jpeg(b"not a picture")), ("photo", jpeg(picture())), ("photo", jpeg(picture(500)[:900]))]

    answer = browse(karen).post(f"/surplus/{draft.id}/photos", files=files)

    assert answer.status_code == 422
    assert str(NotAPicture.message) in answer.text
    assert str(BrokenPicture.message) in answer.text
    kept = db.exec(select(Photo)).one()
    assert list(storage().list()) == [kept.original_key]


def test_with_javascript_one_photo_is_answered_with_its_tile(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    browser = browse(karen)

    answer = browser.post(f"/surplus/{draft.id}/photos", {"key": "k1"}, files={"photo": jpeg(picture())}, headers=HTMX)
    again = browser.post(f"/surplus/{draft.id}/photos", {"key": "k1"}, files={"photo": jpeg(picture())}, headers=HTMX)

    photo = photos_of(db, draft)[0]
    assert answer.status_code == again.status_code == 200
    assert answer.text.lstrip().startswith("<li")
    assert f'data-hx-get="/surplus/{draft.id}/photos/{photo.id}"' in answer.text
    assert len(photos_of(db, draft)) == 1


def test_with_javascript_a_refusal_is_words_the_script_can_show(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)

    answer = browse(karen).post(f"/surplus/{draft.id}/photos", files={"photo": jpeg(b"nonsense")}, headers=HTMX)

    assert answer.status_code == 415
    assert f'id="error_text">{NotAPicture.message}<' in answer.text
    assert db.exec(select(Photo)).all() == []
    assert list(storage().list()) == []


def test_a_tile_is_asked_for_until_the_photo_is_ready(db, engine, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    photo = add_report_photo(db, draft, picture(), by=karen)
    browser = browse(karen)
    tile = f"/surplus/{draft.id}/photos/{photo.id}"

    assert browser.get(tile, headers=HTMX).status_code == 204
    work_until_idle(engine)
    ready = browser.get(tile, headers=HTMX)

    assert f"/photos/{photo.id}/" in ready.text
    assert "data-hx-get" not in ready.text
    assert browser.get(tile).url.path == f"/surplus/{draft.id}/photos"


def test_a_photo_that_failed_says_why(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    photo = add_report_photo(db, draft, picture(), by=karen)
    photo.state, photo.fault = PhotoState.FAILED, BrokenPicture.message.message

    answer = browse(karen).get(f"/surplus/{draft.id}/photos")

    assert str(BrokenPicture.message) in answer.text


def test_a_removed_photo_is_gone_with_its_files(db, engine, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    photo = add_report_photo(db, draft, picture(), by=karen)
    db.commit()
    work_until_idle(engine)
    assert list(storage().list())

    answer = browse(karen).post(f"/surplus/{draft.id}/photos/{photo.id}/removal")

    assert answer.url.path == f"/surplus/{draft.id}/photos"
    assert db.exec(select(ReportPhoto)).all() == []
    assert list(storage().list()) == []
    assert [event.before for event in events(db, "surplus_photo_removed")] == [{"photo": str(photo.id)}]


def test_a_photo_of_another_report_is_not_removed(db, browse):
    karen = make_giver(db)
    sent = make_report(db, karen)
    theirs = add_report_photo(db, sent, picture(), by=karen)
    draft = make_draft(db, karen)

    answer = browse(karen).post(f"/surplus/{draft.id}/photos/{theirs.id}/removal")

    assert answer.status_code == 404
    assert len(photos_of(db, sent)) == 1


def test_a_colleague_follows_the_report_but_adds_nothing(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen)
    colleague = make_viewer(db, Role.INSTITUTION_MANAGER)

    seen = browse(colleague).get(f"/surplus/{report.id}")
    tried = browse(colleague).post(f"/surplus/{report.id}/photos", files={"photo": jpeg(picture())})

    assert seen.status_code == 200
    assert "data-upload" not in seen.text
    assert tried.status_code == 404


def test_two_sendings_at_once_of_the_same_photos_leave_each_there_once(db, engine):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    db.commit()

    def send(key: str) -> None:
        with Session(engine) as own:
            own.info["municipality_id"] = karen.municipality_id
            report = own.exec(select(SurplusReport)).one()
            add_report_photo(own, report, picture(), upload_key=key, by=karen)
            own.commit()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, ["k1", "k1", "k2", "k2", "k1", "k3"]))

    assert len(photos_of(db, draft)) == len(lines_in(db, draft)) == 3
    assert [line.position for line in lines_in(db, draft)] == [0, 1, 2]
    assert fresh(db, draft).quantity == 3
    assert len(events(db, "surplus_photo_added")) == 3


def test_a_photo_that_was_taken_and_its_answer_lost_is_answered_again_even_when_the_workshop_has_decided(db):
    karen = make_giver(db)
    report = make_report(db, karen)
    photo = add_report_photo(db, report, picture(), upload_key="k1", is_thing=True, by=karen)
    accept_report(db, report, by=make_reviewer(db))

    assert add_report_photo(db, report, picture(), upload_key="k1", is_thing=True, by=karen).id == photo.id


def test_forty_photos_in_one_form_are_taken_in_one_go(db, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    files = [("photo", jpeg(picture(400 + n))) for n in range(MOST_PHOTOS)]

    answer = browse(karen).post(f"/surplus/{draft.id}/photos", files=files)

    assert answer.status_code == 200
    assert fresh(db, draft).quantity == MOST_PHOTOS == len(photos_of(db, draft))
