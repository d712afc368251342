"""Pages that only a press of a button shows: the figures of people, and what new factors would change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.in_a_browser.demo import Visit, serve_demo
from tests.in_a_browser.faults import at_width, axe_faults, faults_of_size, load_axe
from tests.in_a_browser.pages import PAGES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visit(demo_folder: Path, chromium: Browser) -> Iterator[Visit]:
    """A window on the demo, which is served while this file runs."""
    with serve_demo(demo_folder, chromium) as opened:
        yield opened


@pytest.fixture(autouse=True)
def media_folder() -> None:
    """The demo's photos, not a folder for each test."""


def test_the_opened_figures_are_as_usable_as_every_page(visit: Visit) -> None:
    visit.open(next(page for page in PAGES if page.name == "admin-social"))
    assert visit.page.get_by_role("table").count() == 0

    visit.page.get_by_role("button", name="Åbn tallene").click()
    visit.page.get_by_text("Disse tal kan fortælle om få mennesker").wait_for()
    load_axe(visit.page)
    faults = [*axe_faults(visit.page), *faults_of_size(visit.page)]
    at_width(visit.page, 1440)

    assert visit.page.get_by_role("table").count() == 2
    assert faults + axe_faults(visit.page) + visit.complained() == []


def test_the_preview_of_new_factors_is_as_usable_as_every_page(visit: Visit) -> None:
    visit.open(next(page for page in PAGES if page.name == "factors"))
    lighter = b"category_key;kgco2e_new;sources;source_years\ntask_chair;60;EPD;2026\n"

    visit.page.set_input_files("#file", {"name": "nye.csv", "mimeType": "text/csv", "buffer": lighter})
    visit.page.get_by_role("button", name="Se, hvad der er forskelligt").click()
    visit.page.get_by_role("heading", name="Før du indlæser", exact=False).wait_for()
    load_axe(visit.page)
    faults = [*axe_faults(visit.page), *faults_of_size(visit.page)]
    at_width(visit.page, 1440)

    assert faults + axe_faults(visit.page) + visit.complained() == []
