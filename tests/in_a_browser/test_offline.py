"""The workshop's tablet without signal: nothing is lost, nothing is done twice, and a conflict is said plainly."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, col, select

from app.accounts.models import Person, Role
from app.accounts.sessions import viewer_of
from app.catalogue.models import Unit, UnitPhoto
from app.history.models import Deed, Event
from app.media.models import Photo
from app.workshop.actions import start_job
from app.workshop.actions.scrap import ScrapReason, scrap_unit
from app.workshop.models import Job, JobTask
from tests.factories import make_category, make_person, make_unit
from tests.in_a_browser.tunnel import (
    SAVED,
    TABLET,
    Open,
    all_is_sent,
    cut,
    drafts_of,
    lose_answers,
    photos,
    ready_for_the_tunnel,
    register,
    rows,
    wait_until,
)
from tests.workshop.factories import make_steps

__all__ = ["photos"]
pytestmark = pytest.mark.browser
# Every tap waits until the worker is active: how many pages were kept by then, and how many are to be.
KEPT_WHEN_ACTIVE = """async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active.state !== "activated") await new Promise((done) => setTimeout(done, 5));
    const names = (await caches.keys()).filter((name) => name.startsWith("omlob-pages-"));
    const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
    return [kept.reduce((sum, count) => sum + count, 0), (await (await fetch("/workshop/keep.json")).json()).length];
}"""


def test_the_first_tap_does_not_wait_until_the_pages_are_kept(open_browser: Open, db: Session):
    page = open_browser(make_person(db, Role.WORKSHOP), **TABLET)
    page.goto("/workshop/new")

    kept, wanted = page.evaluate(KEPT_WHEN_ACTIVE)

    assert kept < wanted


def test_ten_things_without_signal_are_ten_things_in_order(open_browser: Open, db: Session, photos: list[Path]):
    page = open_browser(make_person(db, Role.WORKSHOP), **TABLET)
    ready_for_the_tunnel(page)
    cut(page)

    for n, photo in enumerate(photos, 1):
        register(page, photo)
        expect(page.locator("#toast")).to_contain_text(SAVED)
        expect(page.locator("#wait_bar")).to_contain_text(f"Venter på at blive sendt: {n}")
    assert drafts_of(db) == []

    lost = lose_answers(page, 2)
    cut(page, off=False)
    wait_until(page, lambda: lost)
    page.reload()
    all_is_sent(page)

    assert len(lost) == 2
    made = drafts_of(db)
    assert len(made) == 10
    assert [each.number for each in made] == [f"A-{n:04d}" for n in range(1, 11)]
    assert len(rows(db, select(Deed))) == len(rows(db, select(Photo))) == 10
    in_order = select(Photo.width).join(UnitPhoto).join(Unit).order_by(col(Unit.number))
    wait_until(page, lambda: 0 not in rows(db, in_order))
    assert rows(db, in_order) == [200 + 10 * n for n in range(10)]


def begun_job(db: Session, by: Person) -> tuple[Unit, Job, list[JobTask]]:
    """A chair somebody works on, with three steps."""
    category = make_category(db)
    make_steps(db, category, "Tør stolen af.", "Spænd skruerne.", "Se den efter.")
    unit = make_unit(db, number="A-0007")
    job = start_job(db, unit, by=viewer_of(db, by))
    tasks = list(db.exec(select(JobTask).where(JobTask.job_id == job.id).order_by(col(JobTask.position))))
    db.commit()
    return unit, job, tasks


def test_two_tablets_finish_the_same_step_and_it_is_done_once(open_browser: Open, db: Session):
    worker = make_person(db, Role.WORKSHOP)
    _unit, job, _tasks = begun_job(db, worker)
    address = f"/workshop/jobs/{job.id}"
    first, second = (open_browser(worker, **TABLET) for _each in range(2))
    for page in (first, second):
        ready_for_the_tunnel(page, f"{address}?step=1", f"{address}?step=2")
        cut(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Færdig").click()
        expect(page.locator("#toast")).to_contain_text(SAVED)
        assert page.url.endswith("?step=2")

    for page in (first, second):
        cut(page, off=False)
        all_is_sent(page)

    done = rows(db, select(Event).where(Event.name == "task_done"))
    assert len(done) == 1
    assert len(rows(db, select(Deed))) == 2
    assert len(rows(db, select(JobTask).where(col(JobTask.done_at).is_not(None)))) == 1


def test_what_somebody_else_ended_meanwhile_is_said_and_stops_nothing_else(
    open_browser: Open, db: Session, photos: list[Path]
):
    worker, lead = make_person(db, Role.WORKSHOP), make_person(db, Role.WORKSHOP_LEAD)
    unit, job, _tasks = begun_job(db, worker)
    address = f"/workshop/jobs/{job.id}"
    page = open_browser(worker, **TABLET)
    steps = [f"{address}?step={n}" for n in (1, 2, 3)]
    ready_for_the_tunnel(page, "/workshop/waiting", "/workshop/new", *steps)
    cut(page)
    page.goto(steps[0])
    for _each in range(2):
        with page.expect_navigation():
            page.get_by_role("button", name="Færdig").click()
    page.goto("/workshop/new")
    register(page, photos[0])
    scrap_unit(db, unit, reason=ScrapReason.BROKEN, by=viewer_of(db, lead))
    db.commit()

    cut(page, off=False)
    wait_until(page, lambda: drafts_of(db))
    expect(page.locator("#wait_bar")).to_contain_text("Kunne ikke sendes: 1. Se hvorfor · Venter på at blive sendt: 1")
    page.locator("#wait_bar a").click()

    expect(page.locator(".deed")).to_have_count(2)
    refused, behind = page.locator(".deed").all()
    expect(refused).to_contain_text("Færdig: Tør stolen af – A-0007")
    expect(refused).to_contain_text("Det kunne ikke lade sig gøre.")
    expect(refused.locator("[data-said]")).to_contain_text("hurtigere")
    expect(behind).to_contain_text("Venter på det, der ikke kunne sendes før det.")
    assert rows(db, select(JobTask).where(col(JobTask.done_at).is_not(None))) == []

    for left in (1, 0):
        drop = page.locator(".deed [data-drop]:visible").first
        drop.click()
        drop.click()
        expect(page.locator(".deed")).to_have_count(left)
        if left:
            expect(page.locator(".deed [data-drop]:visible")).to_have_count(1)
    all_is_sent(page)
    expect(page.locator("main")).to_contain_text("Intet venter. Alt er sendt.")
