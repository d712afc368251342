"""Signing in: the right password opens, everything else says one plain sentence."""

from sqlmodel import select

from app.accounts.actions import set_password
from app.accounts.models import SignInSession
from tests.factories import make_person


def test_the_right_password_opens_the_door(db, browse):
    person = make_person(db, email="anna@example.org")
    set_password(db, person, "correct horse", by=None)
    visitor = browse()

    answer = visitor.post(
        "/sign-in", {"email": "Anna@example.org", "password": "correct horse", "next": "/was"}, follow_redirects=False
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == "/was"
    token = visitor.client.cookies["session"]
    assert len(token) > 30
    assert db.exec(select(SignInSession)).one().token_digest != token


def test_a_wrong_password_keeps_the_email_and_says_so(db, browse):
    make_person(db, email="anna@example.org")

    answer = browse().post("/sign-in", {"email": "anna@example.org", "password": "wrong"})

    assert answer.status_code == 422
    assert "anna@example.org" in answer.text
    assert "passer ikke sammen" in answer.text
