"""A tablet in a tunnel: how a browser test cuts the connection, loses answers, and sees what waits."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.catalogue.models import Unit
from tests.in_a_browser.signing_in import signed_in
from tests.media.samples import corners, saved

Open = Callable[..., Page]
TABLET = {"width": 820, "height": 1180}
IS_KEPT = """async (address) => {
    for (const name of await caches.keys())
        if (name.startsWith("omlob-pages-") && await (await caches.open(name)).match(address)) return true;
}"""
NOTHING_WAITS = """() => new Promise((done) => {
    const request = indexedDB.open("omlob", 1);
    request.onsuccess = () => {
        const count = request.result.transaction("waiting").objectStore("waiting").count();
        count.onsuccess = () => done(count.result === 0);
    };
})"""
SAVED = "Gemt på tabletten. Sendes, når der er forbindelse."


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Ten photos, each of another width, so that their order can be told."""
    made = []
    for n in range(10):
        path = tmp_path / f"photo-{n}.jpg"
        path.write_bytes(saved(corners(200 + 10 * n, 150), "JPEG"))
        made.append(path)
    return made


def ready_for_the_tunnel(page: Page, path: str = "/workshop/new", *also: str) -> None:
    """Open the page until the tablet has kept it, and what else will be needed."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(path)
    for address in (path, *also):
        wait_until(page, partial(page.evaluate, IS_KEPT, address))


def cut(page: Page, *, off: bool = True) -> None:
    page.context.set_offline(off)


def register(page: Page, photo: Path) -> None:
    """One photo and one tap."""
    page.locator("input[name=photo]").set_input_files(photo)
    # Because the address is written anew before the page is: only the new page's own event says that it is there.
    with page.expect_event("load"):
        page.get_by_role("button", name="Gem").click()


def all_is_sent(page: Page) -> None:
    expect(page.locator("#wait_bar")).to_be_hidden(timeout=30_000)
    wait_until(page, lambda: page.evaluate(NOTHING_WAITS))


def rows(db: Session, statement: Any) -> list[Any]:
    """What is there now; a test that only looks must not keep the tablet's sendings waiting."""
    db.rollback()
    db.expire_all()
    found = list(db.exec(statement))
    db.commit()
    return found


def drafts_of(db: Session) -> list[Unit]:
    return rows(db, select(Unit).where(col(Unit.is_draft)).order_by(col(Unit.number)))


def wait_until(page: Page, is_so: Callable[[], object]) -> None:
    for _each in range(300):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never was so")


def lose_answers(page: Page, count: int) -> list[str]:
    """The server does what the next sendings say, and nobody hears: the connection is gone before the answer comes."""
    lost: list[str] = []

    def handle(route: Route) -> None:
        if route.request.method != "POST" or len(lost) == count:
            return route.fallback()
        route.fetch(max_redirects=0)
        lost.append(route.request.url)
        return route.abort()

    page.route("**/workshop/**", handle)
    return lost


def stop_sendings(page: Page, where: str) -> list[str]:
    """No sending to such an address arrives, until the page is unrouted; the addresses of those that were stopped."""
    stopped: list[str] = []

    def handle(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        stopped.append(route.request.url)
        return route.abort()

    page.route(where, handle)
    return stopped


def change_person(page: Page, db: Session, person: Person) -> None:
    page.context.clear_cookies()
    base = page.evaluate("location.origin")
    page.context.add_cookies([{"name": "session", "value": signed_in(db, person), "url": base}])


def kept_by(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return [name.removeprefix("omlob-pages-") for name in names if name.startswith("omlob-pages-")]
