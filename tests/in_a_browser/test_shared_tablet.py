"""A tablet that several people use: nobody sees or sends another's; the form of a photo with and without a script."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from app.accounts.models import Role
from app.history.models import Event
from tests.factories import make_person
from tests.in_a_browser.tunnel import (
    TABLET,
    Open,
    all_is_sent,
    change_person,
    cut,
    drafts_of,
    kept_by,
    photos,
    ready_for_the_tunnel,
    register,
    rows,
    stop_sendings,
    wait_until,
)

__all__ = ["photos"]
pytestmark = pytest.mark.browser


def test_a_shared_tablet_keeps_each_persons_things_to_themselves(open_browser: Open, db: Session, photos: list[Path]):
    anna, bo = make_person(db, Role.WORKSHOP), make_person(db, Role.WORKSHOP)
    whose, page = anna.id, open_browser(anna, **TABLET)
    ready_for_the_tunnel(page, "/workshop/new", "/workshop")
    cut(page)
    register(page, photos[0])
    # Because a page that is left in the middle of a sending sends it past the road block.
    page.goto("about:blank")
    stopped = stop_sendings(page, "**/workshop/new")
    cut(page, off=False)
    page.goto("/workshop")
    wait_until(page, lambda: stopped)
    page.locator("details.menu:has(form[action='/sign-out']) summary").click()
    page.get_by_role("button", name="Log ud").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("caches.keys()") == [name for name in page.evaluate("caches.keys()") if "files" in name]
    page.unroute("**/workshop/new")

    change_person(page, db, bo)
    page.goto("/workshop/waiting")
    expect(page.locator("main")).to_contain_text("En anden har også noget, der venter her.")
    expect(page.locator(".deed")).to_have_count(0)
    page.wait_for_timeout(1_000)
    assert drafts_of(db) == []

    change_person(page, db, anna)
    page.goto("/workshop/waiting")
    all_is_sent(page)
    assert len(drafts_of(db)) == 1
    assert rows(db, select(Event.actor_id).where(Event.name == "unit_drafted")) == [whose]


def test_nobody_is_shown_without_signal_what_another_was_shown(open_browser: Open, db: Session):
    anna, bo = make_person(db, Role.WORKSHOP, name="Anna Ager"), make_person(db, Role.WORKSHOP, name="Bo Bæk")
    page = open_browser(anna, **TABLET)
    ready_for_the_tunnel(page, "/workshop")
    change_person(page, db, bo)
    page.goto("/workshop/waiting")
    wait_until(page, lambda: kept_by(page) == [bo.id.hex])
    cut(page)

    page.goto("/workshop/new")

    expect(page.locator("body")).not_to_contain_text("Anna")


def test_a_page_that_is_not_kept_says_so(open_browser: Open, db: Session):
    page = open_browser(make_person(db, Role.WORKSHOP), **TABLET)
    ready_for_the_tunnel(page, "/workshop/waiting")
    cut(page)

    page.goto("/units/A-9999")

    expect(page.locator("#no_signal")).to_contain_text("Der er ingen forbindelse.")


def test_with_a_connection_a_thing_is_registered_and_told_at_once(open_browser: Open, db: Session, photos: list[Path]):
    page = open_browser(make_person(db, Role.WORKSHOP), **TABLET)
    page.goto("/workshop/new")

    register(page, photos[0])

    expect(page.locator("#toast")).to_contain_text("A-0001 er registreret. Tag den næste.")
    expect(page.locator("#wait_bar")).to_be_hidden()


def test_without_a_script_it_is_an_ordinary_form(open_browser: Open, db: Session, photos: list[Path]):
    page = open_browser(make_person(db, Role.WORKSHOP), javascript=False, **TABLET)
    page.goto("/workshop/new")

    register(page, photos[0])

    expect(page.locator("#toast")).to_contain_text("A-0001 er registreret. Tag den næste.")


def test_without_a_photo_it_is_said_and_nothing_is_sent(open_browser: Open, db: Session):
    page = open_browser(make_person(db, Role.WORKSHOP), **TABLET)
    page.goto("/workshop/new")

    page.get_by_role("button", name="Gem").click()

    expect(page.locator("[data-snap-missing]")).to_contain_text("Tag først et billede af tingen")
    assert page.url.endswith("/workshop/new")
    assert drafts_of(db) == []
