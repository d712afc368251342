"""A person's hand on a page: presses, types and chooses, and counts what it does."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout


class Hand:
    """Every method but `sees` is one action of a person; `actions` counts them."""

    def __init__(self, page: Page, *, javascript: bool) -> None:
        self.page, self.javascript, self.actions, self.screens = page, javascript, 0, 0

    def opens(self, path: str) -> None:
        """Go to an address: the start page, or a link in a letter."""
        self.page.goto(path)

    def presses(self, name: str, *, within: str = "main", exact: bool = False) -> None:
        """Press the button or link that carries this name."""
        self.actions += 1
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
        self.actions += 1
        field = self.page.locator('header input[name="q"]')
        field.fill(text)
        field.press("Enter")

    def types(self, field: str, text: str) -> None:
        """Type into the field of this name attribute; a folded part of the page is opened first."""
        self.actions += 1
        self._shown(field).fill(text)

    def chooses(self, field: str, value: str) -> None:
        """Choose one option of radio buttons or of a list."""
        self.actions += 1
        one = self.page.locator(f'select[name="{field}"]')
        if one.count():
            self._shown(field).select_option(value)
            return
        self.page.locator(f'[name="{field}"][value="{value}"]').first.check(force=True)

    def _shown(self, field: str) -> Any:
        one = self.page.locator(f'[name="{field}"]').first
        if not one.is_visible():
            one.locator("xpath=ancestor::details[1]/summary").click()
        return one

    def gives_photos(self, *photos: Path) -> None:
        """Pick photos; without a script the form is sent by its own button."""
        self.actions += 1
        self.page.locator("input.pick-input").first.set_input_files([str(each) for each in photos])
        if not self.javascript:
            self.presses("Send billederne")
        expect(self.page.locator("[data-shots] [data-shot]")).to_have_count(len(photos))
        if self.javascript:
            expect(self.page.locator("[data-shots] .ok:visible")).to_have_count(len(photos))

    def sees(self, text: str) -> None:
        """The page says this."""
        expect(self.page.locator("body")).to_contain_text(text)

    def has_come_to(self, pattern: Any) -> None:
        """The browser stands at such an address."""
        expect(self.page).to_have_url(pattern)
