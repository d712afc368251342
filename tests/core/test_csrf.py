"""An unsafe request that is not from our own page changes nothing; without the check it would."""

import pytest
from sqlmodel import select

from app.accounts.models import SignInSession
from app.core import csrf
from app.core.secrets import signature
from tests.factories import make_person

OWN = {"Sec-Fetch-Site": "same-origin"}
FORGERIES = {
    "another site": ({"Sec-Fetch-Site": "cross-site"}, "right"),
    "a sister site": ({"Sec-Fetch-Site": "same-site"}, "right"),
    "another origin": ({"Origin": "http://evil.example"}, "right"),
    "a null origin": ({"Origin": "null"}, "right"),
    "nothing said of where it comes from": ({}, "right"),
    "no token": (OWN, ""),
    "a wrong token": (OWN, "x" * 43),
    "somebody else's token": (OWN, "other"),
}


def sign_out(visitor, headers, token):
    """Send the sign-out form with these headers and this token."""
    return visitor.client.post("/sign-out", data={"csrf_token": token}, headers=headers, follow_redirects=False)


def live_sessions(db) -> int:
    db.expire_all()
    return len([each for each in db.exec(select(SignInSession)).all() if each.ended_at is None])


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_request_is_refused_and_changes_nothing(db, browse, forgery):
    visitor = browse(make_person(db))
    headers, kind = FORGERIES[forgery]
    tokens = {"right": signature("csrf", visitor.holder), "other": signature("csrf", "another session")}

    answer = sign_out(visitor, headers, tokens.get(kind, kind))

    assert answer.status_code == 403
    assert live_sessions(db) == 1


@pytest.mark.parametrize("headers", [OWN, {"Origin": "http://testserver"}])
def test_our_own_page_comes_through(db, browse, headers):
    visitor = browse(make_person(db))

    assert sign_out(visitor, headers, signature("csrf", visitor.holder)).status_code == 303
    assert live_sessions(db) == 0


def test_with_the_check_off_a_forgery_would_come_through(db, browse, app):
    """The control: the check is what stops it."""
    visitor = browse(make_person(db))
    app.dependency_overrides[csrf.prove_own_page] = lambda: None

    assert sign_out(visitor, {"Sec-Fetch-Site": "cross-site"}, "").status_code == 303
    assert live_sessions(db) == 0
