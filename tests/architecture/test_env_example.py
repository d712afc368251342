"""The sample of the settings tells the truth."""

import re
from pathlib import Path

from app.core.config import Settings

ROOT = Path(__file__).parents[2]
FOR_TESTS_ONLY = {"OMLOB_TEST_POSTGRES_URL", "OMLOB_CHROMIUM"}


def shown_defaults() -> dict[str, str]:
    """The lines of .env.example that show a default, by the name of their variable."""
    text = (ROOT / ".env.example").read_text()
    return dict(re.findall(r"^#(OMLOB_\w+)=(.*)$", text, re.MULTILINE))


def test_every_setting_stands_in_the_sample_and_nothing_else_does() -> None:
    settings = {f"OMLOB_{name.upper()}" for name in Settings.model_fields}

    assert len(settings) >= 10
    assert set(shown_defaults()) - FOR_TESTS_ONLY == settings


def test_the_sample_shows_the_defaults_that_hold() -> None:
    shown = shown_defaults()

    for name, field in Settings.model_fields.items():
        expected = "" if field.default is None else str(field.default)
        assert shown[f"OMLOB_{name.upper()}"].lower() == expected.lower(), name
