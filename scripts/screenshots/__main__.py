"""`make screenshots`: every page of the demo at three widths, into build/screenshots/<page>-<width>.png.

`python -m scripts.screenshots front item` photographs only these pages.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMLOB_ENV", "demo")

from scripts.screenshots.photograph import photograph
from tests.in_a_browser.chromium import launched
from tests.in_a_browser.demo import Visit, build_demo, serve_demo
from tests.in_a_browser.pages import PAGES, PageOf

TARGET = Path("build/screenshots")
HEIGHTS = {390: 844, 820: 1180, 1440: 900}


def photograph_pages(visit: Visit, pages: list[PageOf], target: Path) -> None:
    """Each page at each width."""
    target.mkdir(parents=True, exist_ok=True)
    for page in pages:
        visit.open(page)
        for width, height in HEIGHTS.items():
            photograph(visit.page, width, target / f"{page.name}-{width}.png", height=height)
    for complaint in visit.complained():
        print(complaint, file=sys.stderr)


def main(names: list[str]) -> None:
    """Fill the demo in a temporary folder, and photograph the pages of these names, or all."""
    pages = [page for page in PAGES if page.name in names] if names else PAGES
    print("Filling the demo; this takes up to a minute.")
    with tempfile.TemporaryDirectory() as folder:
        build_demo(Path(folder), scale=1)
        with launched() as chromium, serve_demo(Path(folder), chromium) as visit:
            photograph_pages(visit, pages, TARGET)
    print(f"{len(pages)} pages are in {TARGET}.")


if __name__ == "__main__":
    main(sys.argv[1:])
