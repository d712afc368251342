"""Errors say what happened in plain words, and nothing to attackers."""

import pytest

from app.core.config import settings
from tests.factories import make_person


@pytest.mark.parametrize("announced", [True, False])
def test_too_large_a_body_gets_a_sentence(db, browse, announced):
    visitor = browse(make_person(db))
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    body = b"x" * (settings().max_body_bytes + 1)

    answer = visitor.client.post("/language", content=body if announced else iter([body]), headers=headers)

    assert answer.status_code == 413
    assert "fylder for meget" in answer.text


@pytest.mark.parametrize("path", ["/nothing-here", "/items/not-an-id", "/static/nothing.css"])
def test_what_is_not_there_is_not_found(db, browse, path):
    assert browse(make_person(db)).get(path, may_fail=True).status_code == 404


def test_a_bug_gets_an_error_id_and_tells_nothing(db, browse, app):
    def breaks() -> None:
        raise RuntimeError("secret detail")

    app.add_api_route("/breaks", breaks)

    answer = browse().get("/breaks", may_fail=True)

    assert answer.status_code == 500
    assert "Fejl " in answer.text
    assert "secret detail" not in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("address", ["/items?q=%00stol", "/orders?whose=%00", "/surplus?before=%00"])
def test_a_character_nobody_types_breaks_nothing(db, browse, address):
    assert browse(make_person(db)).get(address, may_fail=True).status_code in (200, 404)


def test_nor_does_it_in_a_form(db, browse):
    answer = browse().post("/sign-in", {"email": "a\x00@example.org", "password": "\x00"}, may_fail=True)

    assert answer.status_code == 422
