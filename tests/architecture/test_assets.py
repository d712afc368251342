"""Every asset a page asks for is built, and every icon it draws is in the sprite."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "static" / "build"


def named_in_templates(call: str) -> set[str]:
    """The literal first arguments of a call, such as `icon("truck")`, in all templates."""
    text = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    return set(re.findall(rf"""\b{call}\(\s*["']([^"']+)["']""", text))


def manifest() -> dict[str, str]:
    """The built name of each asset."""
    names: dict[str, str] = json.loads((BUILD / "manifest.json").read_text())
    return names


def test_every_asset_a_template_asks_for_is_built() -> None:
    asked = named_in_templates("asset")

    assert {"app.css", "app.js", "htmx.js", "icons.svg"} <= asked
    assert asked <= set(manifest())


def test_every_icon_a_template_draws_is_in_the_sprite() -> None:
    sprite = (BUILD / manifest()["icons.svg"]).read_text()
    drawn = named_in_templates("icon")

    assert len(drawn) >= 5
    assert drawn <= set(re.findall(r'<symbol id="([^"]+)"', sprite))


def test_text_assets_are_there_precompressed_and_nothing_comes_from_elsewhere() -> None:
    for key in ("app.css", "app.js", "htmx.js", "icons.svg"):
        name = manifest()[key]
        assert re.fullmatch(r".+-[A-Z2-7]{8}\.\w+", name)
        assert (BUILD / f"{name}.br").stat().st_size < (BUILD / name).stat().st_size
        assert (BUILD / f"{name}.gz").stat().st_size < (BUILD / name).stat().st_size

    style = (BUILD / manifest()["app.css"]).read_text()
    assert re.findall(r"url\(", style)
    assert not re.findall(r"url\([\"']?(?:https?:)?//", style)
