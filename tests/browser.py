"""A browser for tests: keeps cookies, sends what a real one sends, and checks every page it sees."""

from html.parser import HTMLParser
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import Person
from app.accounts.sessions import begin_session
from app.accounts.viewer import Viewer
from app.core.db import unscoped
from app.core.edge import CONTENT_SECURITY_POLICY
from app.core.secrets import signature


class Markup(HTMLParser):
    """The faults of a page that no page may have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.faults: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.in_label = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        if got.get("id"):
            self.ids.append(str(got["id"]))
        if "style" in got or tag == "style" or any(name.startswith("on") for name in got):
            self.faults.append(f"inline style or handler in <{tag}>")
        if tag == "script" and not got.get("src"):
            self.faults.append("inline script")
        if tag == "form" and not (got.get("action") and got.get("method")):
            self.faults.append(f"a form without action or method: {got}")
        if target := got.get("data-hx-target"):
            self.targets.append(target)
        if tag == "label":
            self.in_label += 1
            self.labelled.add(got.get("for") or "")
        if tag in ("input", "select", "textarea") and got.get("type") not in ("hidden", "submit"):
            self.fields.append({**got, "inside": "yes" if self.in_label else None})

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.in_label -= 1

    def all_faults(self) -> list[str]:
        """Everything wrong with the page."""
        faults = list(self.faults)
        faults += [f"id twice: {each}" for each in {i for i in self.ids if self.ids.count(i) > 1}]
        faults += [
            f"hx-target without element: {t}" for t in self.targets if t.startswith("#") and t[1:] not in self.ids
        ]
        for field in self.fields:
            named = field.get("aria-label") or field.get("aria-labelledby") or field["inside"]
            if not named and field.get("id") not in self.labelled:
                faults.append(f"field without label: {field.get('name')}")
        return faults


class Browser:
    """One person's browser on the application."""

    def __init__(self, app: FastAPI, db: Session, person: Person | Viewer | None) -> None:
        self.client = TestClient(app, base_url="http://testserver", raise_server_exceptions=True)
        if person is None:
            self.client.cookies.set("visit", "a-visit")
            self.holder = "a-visit"
            return
        with unscoped(db):
            if isinstance(person, Viewer):
                person = db.get_one(Person, person.person_id)
            self.holder = begin_session(db, person)
        db.commit()
        self.client.cookies.set("session", self.holder)

    def get(self, url: str, *, may_fail: bool = False, **options: Any) -> Response:
        """Open a page; redirects are followed."""
        return self._checked(self.client.get(url, **{"follow_redirects": True, **options}), may_fail=may_fail)

    def post(self, url: str, data: dict[str, Any] | None = None, *, may_fail: bool = False, **options: Any) -> Response:
        """Send a form as our own page would; redirects are followed unless told otherwise."""
        token = signature("csrf", self.client.cookies.get("session") or self.holder)
        headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        data = {"csrf_token": token, **(data or {})}
        answer = self.client.post(url, data=data, headers=headers, **{"follow_redirects": True, **options})
        return self._checked(answer, may_fail=may_fail)

    def _checked(self, answer: Response, *, may_fail: bool) -> Response:
        if may_fail:
            return answer
        assert answer.status_code != 500, answer.text
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
            if "<html" in answer.text:
                assert Markup(answer.text).all_faults() == [], answer.url
        return answer
