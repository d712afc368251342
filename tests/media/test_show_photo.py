"""A photo's file reaches those who may see the thing, and nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from app.accounts.models import Role
from app.catalogue.models import ItemPhoto
from app.core.clock import now
from app.history.work import work_until_idle
from app.intake.actions import add_report_photo, send_report
from app.media.actions import receive_photo
from app.media.models import Photo
from app.media.queries import photos_by_id, progress_by_id
from app.workshop.leaving.models import Departure, DepartureKind
from app.workshop.models import Job, JobPhoto, PhotoMoment
from tests.browser import Browser
from tests.factories import make_item, make_municipality, make_person, make_unit, make_viewer
from tests.intake.factories import make_draft, make_giver, make_reviewer, picture


@pytest.fixture
def ready(db: Session, engine: Any) -> Callable[..., Photo]:
    """A photo whose sizes are made, sent by somebody who has nothing to do with the test."""

    def make() -> Photo:
        sender = make_viewer(db, Role.WORKSHOP)
        photo = receive_photo(db, picture(700), upload_key=f"k{sender.person_id}", by=sender)
        db.commit()
        work_until_idle(engine)
        db.refresh(photo)
        db.commit()
        return photo

    return make


def sees(browser: Browser, photo: Photo, width: int = 320) -> bool:
    status = browser.get(f"/photos/{photo.id}/{width}.webp").status_code
    assert status in (200, 404)
    return status == 200


def test_a_published_thing_s_photo_is_for_everybody_signed_in_there(db, browse, ready):
    photo, item = ready(), make_item(db)
    db.add(ItemPhoto(municipality_id=item.municipality_id, item_id=item.id, photo_id=photo.id))
    employee = browse(make_viewer(db, Role.EMPLOYEE))

    answer = employee.get(f"/photos/{photo.id}/640.webp")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert answer.content[8:12] == b"WEBP"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = employee.get(f"/photos/{photo.id}/640.webp", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert browse().get(f"/photos/{photo.id}/640.webp", follow_redirects=False).status_code == 303


def test_an_unpublished_thing_s_photo_is_for_the_workshop(db, browse, ready):
    photo, item = ready(), make_item(db, published_at=None)
    db.add(ItemPhoto(municipality_id=item.municipality_id, item_id=item.id, photo_id=photo.id))

    assert not sees(browse(make_viewer(db, Role.EMPLOYEE)), photo)
    assert sees(browse(make_reviewer(db)), photo)


def test_a_report_s_photo_is_for_its_reporter_their_workplace_and_once_sent_the_workshop(db, engine, browse):
    karen = make_giver(db)
    draft = make_draft(db, karen)
    photo = add_report_photo(db, draft, picture(), by=karen)
    db.commit()
    work_until_idle(engine)
    manager, workshop = make_viewer(db, Role.INSTITUTION_MANAGER), make_reviewer(db)
    employee, elsewhere = make_viewer(db, Role.EMPLOYEE), make_giver(db, "Bo Holm")

    assert sees(browse(karen), photo)
    assert not sees(browse(manager), photo)
    assert not sees(browse(workshop), photo)
    send_report(db, draft, by=karen)

    assert sees(browse(manager), photo)
    assert sees(browse(workshop), photo)
    assert not sees(browse(employee), photo)
    assert not sees(browse(elsewhere), photo)


def test_a_job_s_photo_is_the_workshop_s_until_the_thing_is_in_the_shop(db, browse, ready):
    photo, item = ready(), make_item(db, published_at=None)
    unit = make_unit(db, item=item)
    worker = make_reviewer(db)
    job = Job(municipality_id=unit.municipality_id, unit_id=unit.id, started_by_id=worker.person_id)
    db.add(job)
    db.flush()
    db.add(JobPhoto(municipality_id=unit.municipality_id, job_id=job.id, photo_id=photo.id, moment=PhotoMoment.BEFORE))
    employee = make_viewer(db, Role.EMPLOYEE)

    assert sees(browse(worker), photo)
    assert not sees(browse(employee), photo)
    item.published_at = now()
    assert sees(browse(employee), photo)


def test_a_receipt_s_photo_is_the_workshop_s(db, browse, ready):
    photo, unit = ready(), make_unit(db)
    facts = {"kind": DepartureKind.RECYCLED, "reason": "broken", "receipt_photo_id": photo.id}
    db.add(Departure(municipality_id=unit.municipality_id, unit_id=unit.id, **facts))

    assert sees(browse(make_reviewer(db)), photo)
    assert not sees(browse(make_viewer(db, Role.EMPLOYEE)), photo)


def test_a_photo_that_shows_nothing_is_its_sender_s_alone(db, browse, ready):
    photo = ready()

    assert not sees(browse(make_reviewer(db)), photo)


def test_another_municipality_sees_none_of_it(db, browse, ready):
    photo, item = ready(), make_item(db)
    db.add(ItemPhoto(municipality_id=item.municipality_id, item_id=item.id, photo_id=photo.id))
    db.commit()
    make_municipality(db)
    stranger = browse(make_person(db, Role.EMPLOYEE, Role.WORKSHOP, Role.INSTITUTION_MANAGER))

    assert not sees(stranger, photo)


def test_a_width_that_was_not_made_is_not_there(db, browse, ready):
    photo, item = ready(), make_item(db)
    db.add(ItemPhoto(municipality_id=item.municipality_id, item_id=item.id, photo_id=photo.id))
    employee = browse(make_viewer(db, Role.EMPLOYEE))

    assert not sees(employee, photo, 321)
    assert not sees(employee, photo, 960)
    assert sees(employee, photo, 700)


def test_the_view_names_the_sizes_that_were_made(db, ready):
    photo = ready()

    view = photos_by_id(db, [photo.id])[photo.id]

    assert view.url(320) == f"/photos/{photo.id}/320.webp"
    assert view.url(321) == f"/photos/{photo.id}/640.webp"
    assert view.url(1600) == f"/photos/{photo.id}/700.webp"
    assert [part.split()[1] for part in view.srcset.split(", ")] == ["320w", "640w", "700w"]
    assert (view.width, view.height) == (700, 300)
    assert view.placeholder.startswith("data:image/")


def test_a_photo_on_its_way_has_no_view_yet(db):
    sender = make_viewer(db, Role.WORKSHOP)
    photo = receive_photo(db, picture(), upload_key="k", by=sender)
    db.flush()

    assert photos_by_id(db, [photo.id]) == {}
    assert progress_by_id(db, [photo.id])[photo.id].is_waiting
    assert photos_by_id(db, []) == {}
