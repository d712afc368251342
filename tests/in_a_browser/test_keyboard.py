"""With the keyboard alone: focus is always seen and never under a bar, and an order can be placed."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.in_a_browser.demo import Visit, serve_demo
from tests.in_a_browser.pages import PAGES, PageOf

pytestmark = pytest.mark.browser
MOST_STOPS = 250
# The focused element or the one round it that shows the focus, and what stands in front of it.
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const shows = each => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    let ring = at;
    while (ring && !shows(ring)) ring = ring.parentElement;
    const name = at.outerHTML.slice(0, 140);
    if (!ring) return {name, fault: "no outline"};
    const box = ring.getBoundingClientRect();
    if (box.width < 3 || box.height < 3) return {name, fault: "the outline is round nothing"};
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (left >= right || top >= bottom) return {name, fault: "out of sight"};
    const seen = [.5, .1, .9].some(part => {
        const hit = document.elementFromPoint((left + right) / 2, top + (bottom - top) * part);
        return hit && (ring.contains(hit) || at.contains(hit));
    });
    return {name, skip: at.matches(".skip"), fault: seen ? null : "something stands in front of it"};
}"""


@pytest.fixture(scope="module")
def visit(demo_folder: Path, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A window on a copy of the demo, in which an order is placed."""
    folder = tmp_path_factory.mktemp("keyboard")
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    with serve_demo(folder, chromium) as opened:
        yield opened


@pytest.fixture(autouse=True)
def media_folder() -> None:
    """The demo's photos, not a folder for each test."""


def tab_stops(page: Page) -> Iterator[dict[str, Any]]:
    """Where Tab leads, from the top of the page until it leaves it."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            return
        yield found
    raise AssertionError(f"more than {MOST_STOPS} stops")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["front", "items", "item", "basket"])
def test_focus_is_always_seen(visit: Visit, name: str, width: int) -> None:
    visit.open(next(page for page in PAGES if page.name == name), width=width, height=800)

    stops = list(tab_stops(visit.page))

    assert stops[0]["skip"]
    assert len(stops) > 10
    assert [stop for stop in stops if stop["fault"]] == []


@pytest.mark.parametrize(
    "rule, fault",
    [
        ("* { outline: none !important; }", "no outline"),
        (".foot { position: fixed; inset: 0; z-index: 99; }", "something stands in front of it"),
    ],
)
def test_focus_that_is_not_seen_is_reported(visit: Visit, rule: str, fault: str) -> None:
    """The control: without outlines, and under a bar that covers the page."""
    visit.open(next(page for page in PAGES if page.name == "front"), width=1280, height=800)
    visit.page.evaluate(
        "rule => { const own = new CSSStyleSheet(); own.replaceSync(rule); document.adoptedStyleSheets = [own]; }",
        rule,
    )

    assert fault in {stop["fault"] for stop in tab_stops(visit.page)}


def tab_to(page: Page, selector: str, *, key: str = "Tab") -> None:
    """Press the key until the focus stands on such an element."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{key} never comes to {selector}")


def test_an_order_is_placed_by_keyboard_alone(visit: Visit) -> None:
    visit.open(PageOf("start", "jonas", "/", "-"), width=1280, height=900)
    page = visit.page

    tab_to(page, 'input[name="q"]')
    page.keyboard.type("kontorstol")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=kontorstol"))
    tab_to(page, ".card button")
    page.keyboard.press("Enter")
    expect(page.locator("#basket_link .count")).to_have_text("1")
    tab_to(page, "#basket_link", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/basket"))
    tab_to(page, '[name="answer_all"]')
    page.keyboard.press("Space")
    tab_to(page, 'form[action="/orders"] button:not([type="button"]), button[form="checkout"]')
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/confirmation"))
