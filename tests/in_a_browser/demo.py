"""The demo, served to a real browser that remembers what went wrong in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.models import Person
from app.core.config import settings
from app.core.db import make_engine
from app.demo.fill import fill_demo
from app.main import import_handlers
from tests import databases
from tests.in_a_browser.pages import PageOf, person_called
from tests.in_a_browser.signing_in import signed_in
from tests.live import served


@contextmanager
def media_in(folder: Path) -> Iterator[None]:
    """Meanwhile photos are kept in this folder."""
    before = settings().media_url
    settings().media_url = str(folder)
    try:
        yield
    finally:
        settings().media_url = before


def build_demo(folder: Path, *, scale: float) -> None:
    """The demo as a SQLite file and its photos, in this folder."""
    url = f"sqlite:///{folder}/omlob.db"
    databases.migrate(url)
    engine = make_engine(url)
    import_handlers()
    with media_in(folder / "media"):
        fill_demo(engine, scale=scale)
    engine.dispose()


class Visit:
    """One browser window that the people of a served demo use in turn, and what it complained about meanwhile."""

    def __init__(self, chromium: Browser, engine: Engine, address: str) -> None:
        self.engine, self.address = engine, address
        self.tokens: dict[str, str] = {}
        self.complaints: list[str] = []
        self.context = chromium.new_context(
            locale="da-DK", timezone_id="Europe/Copenhagen", base_url=address, reduced_motion="reduce"
        )
        # Because its people change without signing out, and what a tablet kept for one would be shown to another.
        self.context.add_init_script("delete Navigator.prototype.serviceWorker")
        self.context.on("request", lambda request: self._see(request.url))
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def open(self, page: PageOf, *, width: int = 390, height: int = 844) -> int:
        """Let the page's person open it; the status of the answer."""
        with Session(self.engine, expire_on_commit=False) as db:
            person = person_called(db, page.who)
            path = page.address(db, person)
            self._hand_over(db, page.who, person)
        self.page.set_viewport_size({"width": width, "height": height})
        answer = self.page.goto(path)
        return answer.status if answer else 0

    def complained(self) -> list[str]:
        """The complaints since this was last asked."""
        said, self.complaints = self.complaints, []
        return said

    def _hand_over(self, db: Session, who: str, person: Person | None) -> None:
        self.context.clear_cookies()
        if person is None:
            return
        if who not in self.tokens:
            self.tokens[who] = signed_in(db, person)
        self.context.add_cookies([{"name": "session", "value": self.tokens[who], "url": self.address}])

    def _hear(self, message: ConsoleMessage) -> None:
        # Because a page that answers 404 is itself counted as a failed request by the console.
        is_status = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not is_status:
            self.complaints.append(f"{message.type}: {message.text}")

    def _see(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked for {url}")


@contextmanager
def serve_demo(folder: Path, chromium: Browser) -> Iterator[Visit]:
    """The demo in the folder, served, and a window on it."""
    engine = make_engine(f"sqlite:///{folder}/omlob.db")
    with media_in(folder / "media"), served(engine) as address:
        visit = Visit(chromium, engine, address)
        yield visit
        visit.context.close()
    engine.dispose()
