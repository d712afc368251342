"""What may be wrong with a page in a browser."""

import json
from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = json.dumps({"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
_RUN = f"""axe.run(document, {_OPTIONS}).then(found => found.violations.map(
    each => `${{each.id}} (${{each.impact}}): ${{each.nodes.map(node => node.html.slice(0, 160)).join(" | ")}}`))"""
_WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? null : [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 3)
    .map(each => each.outerHTML.slice(0, 120)).join(" | ")"""


def load_axe(page: Page) -> None:
    """Make axe known to the page that is open; needed once per page."""
    page.evaluate(AXE_SCRIPT)


def axe_faults(page: Page) -> list[str]:
    """What axe finds on the page, for WCAG 2.0 to 2.2 A and AA and best practice: the rule and the elements."""
    return [str(each) for each in page.evaluate(_RUN)]


def sideways(page: Page) -> str | None:
    """The first elements that make the page wider than the window, or None when nothing scrolls sideways."""
    found: str | None = page.evaluate(_WIDER)
    return found


def at_width(page: Page, width: int, height: int = 900) -> None:
    """Make the window so wide."""
    page.set_viewport_size({"width": width, "height": height})


def faults_of_size(page: Page) -> Iterator[str]:
    """What scrolls sideways at 320 px, at 640 px (1280 at 200 % zoom), and with letters twice as large."""
    for width in (320, 640):
        at_width(page, width)
        if found := sideways(page):
            yield f"at {width} px: {found}"
    at_width(page, 1280)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if found := sideways(page):
        yield f"with letters at 200 %: {found}"
    page.evaluate("document.documentElement.style.fontSize = ''")
