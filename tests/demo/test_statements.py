"""The busiest pages ask the database few questions, however much there is on them: the demo's pages, counted."""

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.core.clock import as_if
from app.demo.calendar import clock_on
from app.main import make_app
from tests.browser import Browser
from tests.catalogue.factories import counted_statements
from tests.demo.conftest import TODAY, Demo
from tests.in_a_browser.pages import PAGES, person_called

# The most statements a page may cost, the one that finds who is looking among them.
MOST = {
    "unit": 14, "unit-on-offer": 14, "unit-handed-over": 14, "unit-departed": 14, "unit-of-a-set": 14,
    "unit-scanned": 8, "unit-used-scanned": 8, "unit-facts": 8,
    "job": 8, "job-step": 8, "job-time": 8, "job-photos": 8, "job-end": 8, "job-parts": 10, "job-over": 8,
    "erasure": 8, "erasure-to-verify": 8, "disk": 8, "disk-verification": 8, "release": 8, "erasures": 8,
    "departure": 8, "departure-parts": 8,
    "run": 12, "runs": 10, "run-on-the-way": 9, "run-notes": 8, "run-today": 8, "stop-failed": 8, "deliveries": 5,
    "review": 8, "review-room": 8, "review-received": 8, "report-sent": 8, "report-stands": 8, "inbox-places": 6,
    "give-room": 8, "receive-lines": 8, "board": 9, "overview": 8, "place": 9, "item-stands": 10,
}  # fmt: skip


@pytest.fixture(scope="module")
def app(demo: Demo) -> FastAPI:
    return make_app(demo.engine)


@pytest.mark.parametrize("name", MOST)
def test_a_page_asks_no_more_than_it_needs(demo: Demo, app: FastAPI, name: str):
    page = next(each for each in PAGES if each.name == name)
    with Session(demo.engine, expire_on_commit=False) as db, as_if(clock_on(TODAY, 14)):
        person = person_called(db, page.who)
        address = page.address(db, person)
        browser = Browser(app, db, person)
        browser.get(address)

        with counted_statements(demo.engine) as seen:
            answer = browser.get(address)

    assert answer.status_code == 200
    assert 3 <= len(seen) <= MOST[name]
