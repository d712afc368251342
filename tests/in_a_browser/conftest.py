"""A real Chromium on the real application."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.models import Person
from tests.in_a_browser.chromium import launched
from tests.in_a_browser.demo import build_demo
from tests.in_a_browser.signing_in import signed_in
from tests.live import served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo as a database file and a folder of photos, built once; every worker has its own copy."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built_demo"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            shared.mkdir()
            build_demo(shared, scale=0.06)
            (shared / "done").touch()
    return Path(shutil.copytree(shared, tmp_path_factory.mktemp("demo") / "copy"))


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
