"""What is sent with a key is carried out once: sent again, sent twice at once, with other fields, by another person."""

from datetime import timedelta
from threading import Barrier, Thread

import httpx2
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.accounts import deeds
from app.accounts.models import Role
from app.core.clock import now
from app.core.csrf import SESSION_COOKIE
from app.core.secrets import signature
from app.history.models import Deed, Event
from app.workshop.models import Job
from tests.factories import make_person, make_unit
from tests.in_a_browser.signing_in import signed_in
from tests.live import served
from tests.media.samples import corners, saved

KEY = {"Idempotency-Key": "a-key"}


@pytest.fixture
def job(db) -> Job:
    """A job somebody has begun."""
    worker = make_person(db, Role.WORKSHOP)
    made = Job(municipality_id=db.info["municipality_id"], unit_id=make_unit(db).id, started_by_id=worker.id)
    db.add(made)
    db.commit()
    return made


def minutes_of(db, job) -> int:
    db.expire_all()
    return int(db.exec(select(Job.minutes).where(Job.id == job.id)).one())


def kept(db) -> list[Deed]:
    db.expire_all()
    return list(db.exec(select(Deed)))


def test_the_same_twice_is_done_once_and_answered_alike(db, browse, job):
    browser, url = browse(make_person(db, Role.WORKSHOP)), f"/workshop/jobs/{job.id}/minutes"

    first, second = (
        browser.post(url, {"minutes": "5"}, headers=KEY, follow_redirects=False) for _each in range(2)
    )  # fmt: skip

    assert minutes_of(db, job) == 5
    assert (first.status_code, first.headers["location"]) == (second.status_code, second.headers["location"])
    assert len(kept(db)) == 1
    assert len(db.exec(select(Event).where(Event.name == "minutes_added")).all()) == 1


def test_without_the_protection_it_is_done_twice(db, browse, job, monkeypatch):
    """The control: the key is what makes the second sending harmless."""

    async def no_key(_request: object) -> str:
        return ""

    monkeypatch.setattr(deeds, "key_of", no_key)
    browser = browse(make_person(db, Role.WORKSHOP))

    for _each in range(2):
        browser.post(f"/workshop/jobs/{job.id}/minutes", {"minutes": "5"}, headers=KEY)

    assert minutes_of(db, job) == 10


def test_a_hidden_field_is_a_key_too(db, browse, job):
    browser = browse(make_person(db, Role.WORKSHOP))

    for _each in range(2):
        browser.post(f"/workshop/jobs/{job.id}/minutes", {"minutes": "5", "deed": "page-1"})

    assert minutes_of(db, job) == 5


def test_the_same_key_with_something_else_is_refused(db, browse, job):
    browser, url = browse(make_person(db, Role.WORKSHOP)), f"/workshop/jobs/{job.id}/minutes"
    browser.post(url, {"minutes": "5"}, headers=KEY)

    other_fields = browser.post(url, {"minutes": "30"}, headers=KEY)
    other_place = browser.post(f"/workshop/jobs/{job.id}/undo", {"minutes": "5"}, headers=KEY)

    assert other_fields.status_code == other_place.status_code == 422
    assert "allerede sendt noget andet" in other_fields.text
    assert minutes_of(db, job) == 5


def test_another_part_chosen_is_something_else(db, browse, job):
    browser, url = browse(make_person(db, Role.WORKSHOP)), f"/workshop/jobs/{job.id}/parts"
    browser.post(url, {"key": "part_gas_cylinder", "name": "Gas", "amount": "1"}, headers=KEY)

    other = browser.post(url, {"key": "part_wheel", "name": "Gas", "amount": "1"}, headers=KEY)

    assert other.status_code == 422
    assert "allerede sendt noget andet" in other.text


def test_two_people_may_use_the_same_key(db, browse, job):
    for _each in range(2):
        browse(make_person(db, Role.WORKSHOP)).post(f"/workshop/jobs/{job.id}/minutes", {"minutes": "5"}, headers=KEY)

    assert minutes_of(db, job) == 10
    assert len(kept(db)) == 2


@pytest.mark.parametrize("path, fields", [("minutes", {"minutes": "much"}), ("end", {})])
def test_what_was_refused_may_be_tried_again(db, browse, job, path, fields):
    browser = browse(make_person(db, Role.WORKSHOP))
    job.state = "stopped" if path == "end" else job.state
    db.add(job)
    db.commit()

    refused = browser.post(f"/workshop/jobs/{job.id}/{path}", fields, headers=KEY)

    assert refused.status_code in (409, 422)
    assert kept(db) == []


@pytest.mark.parametrize("key", ["a b", "æ", "x" * 81, "a/b", "'"])
def test_what_is_no_key_is_refused(db, browse, job, key):
    browser = browse(make_person(db, Role.WORKSHOP))

    answer = browser.post(f"/workshop/jobs/{job.id}/minutes", {"minutes": "5", "deed": key})

    assert answer.status_code == 422
    assert minutes_of(db, job) == 0


def test_a_script_is_told_where_it_led_and_keeps_the_notice_for_later(db, browse, job):
    browser, url = browse(make_person(db, Role.WORKSHOP)), f"/workshop/jobs/{job.id}/parts"
    part = {"name": "Skrue", "amount": "1"}

    now_ = browser.post(url, part, headers={**KEY, "X-Deed": "now"}, follow_redirects=False)
    later = browser.post(url, part, headers={**KEY, "X-Deed": "later"}, follow_redirects=False)

    assert now_.status_code == later.status_code == 204
    assert now_.headers["location"] == later.headers["location"] == f"/workshop/jobs/{job.id}?step=parts"
    assert "notice" in now_.headers["set-cookie"]
    assert "notice" not in later.headers.get("set-cookie", "")


def test_a_photo_sent_again_is_answered_with_the_same_shot(db, browse, job):
    worker = make_person(db, Role.WORKSHOP)
    url, photo = f"/workshop/jobs/{job.id}/photos/before", saved(corners(40, 30), "JPEG")
    answers = []
    for _each in range(2):
        # Because whoever signs in again meanwhile has another token, and the shot carries a form.
        browser = browse(worker)
        answers.append(browser.post(
            url, {"key": "a-key"}, headers={**KEY, "HX-Request": "true"},
            files={"photo": ("p.jpg", photo, "image/jpeg")},
        ))  # fmt: skip
        token = signature("csrf", browser.holder)
        assert token in answers[-1].text
        answers[-1] = answers[-1].text.replace(token, "")

    assert "data-shot" in answers[0]
    assert answers[0] == answers[1]


def test_old_ones_are_forgotten(db, browse, job):
    browser = browse(make_person(db, Role.WORKSHOP))
    for n in range(2):
        browser.post(f"/workshop/jobs/{job.id}/minutes", {"minutes": "5"}, headers={"Idempotency-Key": f"key-{n}"})
    aged = sa.update(Deed).where(col(Deed.key) == "key-0").values(at=now() - timedelta(days=31))
    db.execute(aged)
    db.commit()

    deeds.forget_old_deeds(db)
    db.commit()

    assert [each.key for each in kept(db)] == ["key-1"]


def test_twenty_at_once_are_one(engine: Engine, db: Session, job: Job):
    token = signed_in(db, make_person(db, Role.WORKSHOP))
    start, answers = Barrier(20), []

    def send(base: str) -> None:
        with httpx2.Client(base_url=base, cookies={SESSION_COOKIE: token}) as client:
            start.wait()
            answer = client.post(
                f"/workshop/jobs/{job.id}/minutes", data={"minutes": "5", "csrf_token": signature("csrf", token)},
                headers={**KEY, "Sec-Fetch-Site": "same-origin"}, timeout=30,
            )  # fmt: skip
        answers.append((answer.status_code, answer.headers.get("location")))

    with served(engine) as base:
        threads = [Thread(target=send, args=(base,)) for _each in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert minutes_of(db, job) == 5
    assert set(answers) == {(303, f"/workshop/jobs/{job.id}?step=time")}
    assert len(answers) == 20
