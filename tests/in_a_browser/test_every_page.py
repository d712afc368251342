"""Every page at every width: axe finds nothing, nothing scrolls sideways, the console is silent, all is from here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.in_a_browser.demo import Visit, serve_demo
from tests.in_a_browser.faults import at_width, axe_faults, faults_of_size, load_axe
from tests.in_a_browser.pages import PAGES, PageOf, html_routes

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visit(demo_folder: Path, chromium: Browser) -> Iterator[Visit]:
    """A window on the demo, which is served while this file runs."""
    with serve_demo(demo_folder, chromium) as opened:
        yield opened


@pytest.fixture(autouse=True)
def media_folder() -> None:
    """The demo's photos, not a folder for each test."""


def test_no_page_is_forgotten() -> None:
    assert html_routes() - {page.route for page in PAGES} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page(visit: Visit, page: PageOf) -> None:
    status = visit.open(page)
    load_axe(visit.page)

    faults = [f"at 390 px: {each}" for each in axe_faults(visit.page)]
    faults += faults_of_size(visit.page)
    at_width(visit.page, 1440)
    faults += [f"at 1440 px: {each}" for each in axe_faults(visit.page)]

    assert status == page.status
    assert faults + visit.complained() == []


def test_a_page_with_faults_is_reported(visit: Visit) -> None:
    """The control: each kind of fault, planted on a page that has none."""
    visit.open(next(page for page in PAGES if page.name == "front"))
    load_axe(visit.page)
    visit.page.evaluate("""() => {
        const picture = document.createElement("img");
        picture.src = "https://elsewhere.example/picture.webp";
        picture.style.minWidth = "1500px";
        document.querySelector("main").append(picture);
        console.error("something is wrong");
    }""")

    assert any("image-alt" in fault for fault in axe_faults(visit.page))
    assert len(list(faults_of_size(visit.page))) == 3
    said = "\n".join(visit.complained())
    assert "something is wrong" in said
    assert "Content Security Policy" in said
