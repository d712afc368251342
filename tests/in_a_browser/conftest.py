"""A real Chromium on the real application."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.models import Person
from app.accounts.sessions import begin_session
from app.core.db import unscoped
from scripts.system_parts import find_chromium
from tests.live import served

WORDS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
REMEDY = "The tests need Chromium: install chromium, or set OMLOB_CHROMIUM to a browser they may use."
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        raise RuntimeError(REMEDY)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(path), args=list(WORDS))
        yield launched
        launched.close()


@pytest.fixture
def address(engine: Engine, db: Session) -> Iterator[str]:
    """The address of the application on the test's own database."""
    db.commit()
    with served(engine) as base:
        yield base


@pytest.fixture
def open_browser(chromium: Browser, address: str, db: Session) -> Iterator[Callable[..., Page]]:
    """`open_browser(person, width=390, javascript=True)` is that person's browser, already signed in."""
    contexts: list[BrowserContext] = []

    def make(person: Person | None = None, *, width: int = 1440, height: int = 900, javascript: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="da-DK", timezone_id="Europe/Copenhagen",
            java_script_enabled=javascript, base_url=address, reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        if person is not None:
            context.add_cookies([{"name": "session", "value": signed_in(db, person), "url": address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield make
    for context in contexts:
        with closing(context):
            pass


def signed_in(db: Session, person: Person) -> str:
    """A session's token for the person."""
    with unscoped(db):
        token = begin_session(db, person)
        db.commit()
    return token


def axe_faults(page: Page) -> list[Any]:
    """What axe finds on the page: rule, impact and the first element."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [(each["id"], each["impact"], each["nodes"][0]["html"][:160]) for each in found]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
