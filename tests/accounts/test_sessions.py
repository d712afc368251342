"""A session ends at sign-out, by age and by idleness, and when the person is disabled; a copied cookie is then dead."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from app.accounts.actions import disable_person, give_role, set_password, take_role
from app.accounts.models import Role, RoleHeld, SignInSession
from app.core.clock import now
from app.core.config import settings
from tests.factories import make_person, the_municipality

PAGE = "/admin"


def is_in(visitor) -> bool:
    """Whether the browser still gets the administrator's page."""
    return visitor.get(PAGE, follow_redirects=False).status_code == 200


@pytest.fixture
def administrator(db):
    return make_person(db, Role.ADMINISTRATOR)


def test_sign_out_kills_the_copied_cookie_too(administrator, browse):
    visitor = browse(administrator)
    assert is_in(visitor)

    visitor.post("/sign-out", follow_redirects=False)
    visitor.client.cookies.set("session", visitor.holder)

    assert not is_in(visitor)


@pytest.mark.parametrize("step, times, stays", [(2.9, 3, True), (3.1, 1, False), (2.9, 5, False)])
def test_a_session_ends_after_three_idle_hours_and_after_twelve_in_all(administrator, browse, step, times, stays):
    with time_machine.travel(now(), tick=False) as clock:
        visitor = browse(administrator)
        for _each in range(times - 1):
            clock.shift(timedelta(hours=step))
            visitor.get(PAGE)
        clock.shift(timedelta(hours=step))

        assert is_in(visitor) is stays


def test_a_disabled_person_is_out_at_once(administrator, db, browse):
    visitor = browse(administrator)
    disable_person(db, administrator, by=None)
    db.commit()

    assert not is_in(visitor)


def test_a_new_password_signs_out_everywhere(administrator, db, browse):
    visitor = browse(administrator)
    set_password(db, administrator, "another one", by=None)
    db.commit()

    assert not is_in(visitor)


def test_a_role_that_is_taken_stops_with_the_next_request(administrator, db, browse):
    give_role(db, administrator, Role.EMPLOYEE)
    visitor = browse(administrator)
    held = db.exec(select(RoleHeld).where(RoleHeld.role == Role.ADMINISTRATOR)).one()
    take_role(db, held, administrator, by=None)
    db.commit()

    assert visitor.get(PAGE).status_code == 404


def test_signing_in_makes_a_new_session_each_time(db, browse):
    person = make_person(db, email="anna@example.org")
    set_password(db, person, "correct horse", by=None)
    tokens = set()
    for _each in range(2):
        visitor = browse()
        visitor.post("/sign-in", {"email": person.email, "password": "correct horse"}, follow_redirects=False)
        tokens.add(visitor.client.cookies["session"])

    assert len(tokens) == 2
    assert len(db.exec(select(SignInSession)).all()) == 2


def test_guessing_is_slowed_and_the_owner_elsewhere_is_not(db, browse):
    person = make_person(db, email="anna@example.org")
    set_password(db, person, "correct horse", by=None)
    guesser = browse()
    answers = [guesser.post("/sign-in", {"email": person.email, "password": "guess"}).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]
    right = {"email": person.email, "password": "correct horse", "next": "/was"}
    assert guesser.post("/sign-in", right).status_code == 429
    owner = browse()
    owner.client._transport.client = ("10.1.1.1", 1)
    assert owner.post("/sign-in", right, follow_redirects=False).status_code == 303


def test_demo_people_are_cards_in_a_demo_and_nothing_in_production(db, browse, monkeypatch):
    the_municipality(db).is_demo = True
    person = make_person(db, name="Demo Dorte", is_demo=True)
    visitor = browse()
    assert "Demo Dorte" in visitor.get("/sign-in").text
    chosen = {"person_id": str(person.id), "next": "/was"}
    assert visitor.post("/sign-in/demo", chosen, follow_redirects=False).status_code == 303

    monkeypatch.setattr(settings(), "demo_sign_in", False)

    stranger = browse()
    assert "Demo Dorte" not in stranger.get("/sign-in").text
    assert stranger.post("/sign-in/demo", chosen).status_code == 404


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_sends_anyone_to_another_site(db, browse, wanted):
    person = make_person(db, email="anna@example.org")
    set_password(db, person, "correct horse", by=None)

    sent = {"email": person.email, "password": "correct horse", "next": wanted}
    answer = browse().post("/sign-in", sent, follow_redirects=False)

    assert answer.headers["location"] == "/"
