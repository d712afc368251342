"""Chromium, as it is found on the machine."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from scripts.system_parts import find_chromium

WORDS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
REMEDY = "Chromium is needed: install chromium, or set OMLOB_CHROMIUM to a browser that may be used."


@contextmanager
def launched(*words: str) -> Iterator[Browser]:
    """A running browser, with further words on its command line; RuntimeError with the remedy when there is none."""
    path = find_chromium()
    if path is None:
        raise RuntimeError(REMEDY)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=[*WORDS, *words])
        yield browser
        browser.close()


@contextmanager
def beside(browser: Browser, *words: str) -> Iterator[Browser]:
    """Another browser with further words on its command line: Playwright can only be started once."""
    other = browser.browser_type.launch(executable_path=str(find_chromium()), args=[*WORDS, *words])
    yield other
    other.close()
