"""A test run without its parts stops with a remedy and skips nothing."""

import os
from pathlib import Path

import pytest

from scripts import system_parts


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine where no program is found, and nobody who may install one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("OMLOB_CHROMIUM", raising=False)
    monkeypatch.delenv("OMLOB_TEST_POSTGRES_URL", raising=False)
    monkeypatch.setattr(system_parts, "DEBIAN_POSTGRES", tmp_path)
    monkeypatch.setattr(system_parts, "PANGO", ("libnobody-has-this.so",))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.usefixtures("bare_machine")
def test_what_is_missing_is_named_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert system_parts.main() == 1

    said = capsys.readouterr().err
    assert "apt-get install postgresql" in said
    assert "OMLOB_TEST_POSTGRES_URL" in said
    assert "OMLOB_CHROMIUM" in said
    assert "libpango-1.0-0" in said


@pytest.mark.usefixtures("bare_machine")
def test_an_address_stands_in_for_a_server_and_a_path_for_a_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser = tmp_path / "my-browser"
    browser.touch(mode=0o755)
    monkeypatch.setenv("OMLOB_CHROMIUM", str(browser))
    monkeypatch.setenv("OMLOB_TEST_POSTGRES_URL", "postgresql+psycopg://localhost/postgres")

    assert [part.name for part in system_parts.missing_parts()] == ["Pango, for PDF files"]
    assert system_parts.find_chromium() == str(browser)


@pytest.mark.usefixtures("bare_machine")
def test_the_newest_server_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
        (folder / "pg_ctl").touch()

    assert system_parts.find_postgres() == tmp_path / "17" / "bin"
