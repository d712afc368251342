"""One page, photographed whole."""

from pathlib import Path

from playwright.sync_api import Page

_READY = """async () => {
    const pictures = [...document.images];
    for (const each of pictures) each.loading = "eager";
    await Promise.all([document.fonts.ready, ...pictures.map(each => each.decode().catch(() => null))]);
}"""


def photograph(page: Page, width: int, target: Path, *, height: int = 900) -> None:
    """The open page from top to bottom in a window so wide, once its letters and pictures are there."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(_READY)
    # Because what sticks to the window's foot would otherwise stand in the middle of the picture.
    page.set_viewport_size(
        {"width": width, "height": max(height, page.evaluate("document.documentElement.scrollHeight"))}
    )
    page.screenshot(path=target, full_page=True, animations="disabled")
