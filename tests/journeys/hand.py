"""A person's hand on a page: presses, types and chooses, counts what it does, and reckons the time it takes.

The time is the keystroke-level model's (Card, Moran and Newell 1980) for somebody who knows the page: to make up one's
mind 1.35 s, to point 1.1 s, to press 0.2 s, to type a letter 0.28 s. Reading, and waiting for the server, come on top.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

DECIDE_MS, POINT_MS, PRESS_MS, LETTER_MS = 1350, 1100, 200, 280


class Hand:
    """Every method but `opens`, `sees` and `has_come_to` is one action of a person."""

    def __init__(self, page: Page, *, javascript: bool) -> None:
        self.page, self.javascript, self.actions, self.ms = page, javascript, 0, 0
        self.screens: list[str] = []
        page.on("framenavigated", lambda frame: self._arrives(frame.url))

    @property
    def seconds(self) -> int:
        """What the actions take, in whole seconds."""
        return round(self.ms / 1000)

    def _arrives(self, url: str) -> None:
        path = urlsplit(url).path
        if path not in self.screens:
            self.screens.append(path)

    def _acts(self, letters: int = 0) -> None:
        self.actions += 1
        self.ms += DECIDE_MS + POINT_MS + PRESS_MS + letters * LETTER_MS

    def starts_at(self, path: str) -> None:
        """Stand at this address; nothing has been done yet."""
        self.opens(path)
        self.actions, self.ms, self.screens = 0, 0, [urlsplit(self.page.url).path]

    def follows_letter(self, path: str) -> None:
        """Press the link in a letter."""
        self._acts()
        self.screens = []
        self.opens(path)

    def opens(self, path: str) -> None:
        """Go to an address: the start page, or a link in a letter. What is being kept or sent is let be done first."""
        expect(self.page.locator("form[data-keeping]")).to_have_count(0)
        self.page.goto(path)

    def presses(self, name: str, *, within: str = "main", exact: bool = False) -> None:
        """Press the button or link that carries this name."""
        self._acts()
        place = self.page.locator(within)
        target = place.get_by_role("button", name=name, exact=exact).or_(
            place.get_by_role("link", name=name, exact=exact)
        )
        try:
            target.first.click(timeout=8_000)
        except PlaywrightTimeout as timeout:
            said = place.inner_text()
            raise AssertionError(f"nothing called {name!r} on {self.page.url}:\n{said}") from timeout

    def searches(self, text: str) -> None:
        """Type into the shop's search field and press Enter: one action."""
        self._acts(len(text) + 1)
        field = self.page.locator('header input[name="q"]')
        field.fill(text)
        field.press("Enter")

    def types(self, field: str, text: str) -> None:
        """Type into the field of this name attribute; a folded part of the page is opened first."""
        self._acts(len(text))
        self._shown(field).fill(text)

    def chooses(self, field: str, value: str) -> None:
        """Choose one option of radio buttons or of a list."""
        self._acts()
        one = self.page.locator(f'select[name="{field}"]')
        if one.count():
            self._shown(field).select_option(value)
            return
        self.page.locator(f'[name="{field}"][value="{value}"]').first.check(force=True)

    def _shown(self, field: str) -> Any:
        one = self.page.locator(f'[name="{field}"]').first
        if not one.is_visible():
            self._acts()
            one.locator("xpath=ancestor::details[1]/summary").click()
        return one

    def takes_photo(self, photo: Path) -> None:
        """Take the one photo a form asks for."""
        self._acts()
        self.page.locator("input[type=file]").set_input_files(photo)

    def gives_photos(self, *photos: Path) -> None:
        """Pick photos; without a script the form is sent by its own button."""
        self._acts()
        self.page.locator("input.pick-input").first.set_input_files([str(each) for each in photos])
        if not self.javascript:
            self.presses("Send billederne")
        # Because each photo is scaled, kept and sent by itself: a room of them takes a while on a busy machine.
        wait = 5_000 + 2_000 * len(photos)
        expect(self.page.locator("[data-shots] [data-shot]")).to_have_count(len(photos), timeout=wait)
        if self.javascript:
            expect(self.page.locator("[data-shots] .ok:visible")).to_have_count(len(photos), timeout=wait)

    def takes_photos(self, *photos: Path) -> None:
        """Take photos in a row, each an action; they are given to the page together."""
        for _photo in photos[1:]:
            self._acts()
        self.gives_photos(*photos)

    def ticks(self, name: str) -> None:
        """Tick the box that carries this name."""
        self._acts()
        self.page.get_by_label(name, exact=True).check()

    def scans(self, code: str) -> None:
        """Hold a scanner that types over a label: no letter is typed by hand."""
        self._acts()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def sees(self, text: str) -> None:
        """The page says this."""
        expect(self.page.locator("body")).to_contain_text(text)

    def has_come_to(self, pattern: Any) -> None:
        """The browser stands at such an address."""
        expect(self.page).to_have_url(pattern)
