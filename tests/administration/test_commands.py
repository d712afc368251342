"""The operator's commands, on a real database file."""

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from app.accounts.models import Municipality, Person, Role, RoleHeld
from app.accounts.passwords import verify
from app.catalogue.models import Category, Unit
from app.cli import app
from app.core.config import Environment, settings
from app.core.db import make_engine, reading_engine, unscoped
from app.core.i18n import speak
from app.core.pages import ROOT

PASSWORD = "en kort sætning"
ARBEJDSPLADSER, TING = str(ROOT / "docs/examples/arbejdspladser.csv"), str(ROOT / "docs/examples/ting.csv")


@pytest.fixture
def run(sqlite_template, tmp_path, monkeypatch):
    """Run a command on a fresh database; the answer holds exit code and output."""
    monkeypatch.setattr(settings(), "database_url", sqlite_template.copy(tmp_path))

    def command(*words, said=""):
        answer = CliRunner().invoke(app, list(words), input=said)
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer

    yield command
    speak("da")


@pytest.fixture
def look(run):
    """`look(query)` answers with the rows as they are now, in every municipality."""
    engine = make_engine(settings().database_url)

    def rows(query):
        with Session(reading_engine(engine)) as db, unscoped(db):
            return db.exec(query).all()

    yield rows
    engine.dispose()


@pytest.fixture
def house(run):
    """An installation with one municipality."""
    assert run("municipality", "add", "egekoebing", "Egekøbing Kommune").exit_code == 0
    return run


def test_a_new_municipality_begins_with_categories(house, look):
    assert look(select(Municipality.name))[0] == "Egekøbing Kommune"
    assert len(look(select(Category))) > 20
    assert house("municipality", "add", "egekoebing", "Igen").exit_code == 1


def test_a_user_is_added_with_roles(house, look):
    answer = house(
        "user", "add", "Ada@example.org", "Ada", "--role", "administrator", "--role", "leader", said=f"{PASSWORD}\n"
    )

    assert answer.exit_code == 0, answer.output
    ada = look(select(Person))[0]
    assert ada.email == "ada@example.org"
    assert verify(PASSWORD, ada.password_hash)
    assert set(look(select(RoleHeld.role))) == {Role.ADMINISTRATOR, Role.LEADER}


@pytest.mark.parametrize(
    "words,password,said",
    [
        (("ada@example.org", "Ada", "--role", "driver"), "kort", "at least 12"),
        (("ada@example.org", "Ada", "--role", "driver", "--at", "99"), PASSWORD, "no workplace with number 99"),
        (("ada@example.org", "Ada", "--role", "driver", "--municipality", "x"), PASSWORD, "egekoebing"),
        (("ada@example.org", "Ada", "--role", "king"), PASSWORD, "king"),
        (("kendt@example.org", "Ada", "--role", "driver"), PASSWORD, "already signs in"),
    ],
    ids=["short password", "workplace", "municipality", "role", "known"],
)
def test_a_refused_user_is_not_added(house, look, words, password, said):
    house("user", "add", "kendt@example.org", "Kendt", "--role", "employee", said=f"{PASSWORD}\n")

    answer = house("user", "add", *words, said=f"{password}\n")

    assert answer.exit_code != 0
    assert said in answer.output
    assert len(look(select(Person))) == 1


def test_password_access_and_roles_change(house, look):
    house("import", "institutions", ARBEJDSPLADSER)
    house("user", "add", "ada@example.org", "Ada", "--role", "employee", said=f"{PASSWORD}\n")

    for words in (
        ("password", "ada@example.org"), ("disable", "ada@example.org"), ("role", "ada@example.org", "driver"),
        ("role", "ada@example.org", "driver"), ("role", "ada@example.org", "approver", "--at", "102"),
        ("role", "ada@example.org", "employee", "--take"),
    ):  # fmt: skip
        answer = house("user", *words, said="en anden sætning\n")
        assert answer.exit_code == 0, answer.output

    ada = look(select(Person))[0]
    assert verify("en anden sætning", ada.password_hash)
    assert ada.disabled_at is not None
    assert sorted(look(select(RoleHeld.role))) == [Role.APPROVER, Role.DRIVER]
    house("user", "disable", "ada@example.org", "--undo")
    assert look(select(Person.disabled_at)) == [None]


def test_who_is_unknown_or_holds_no_such_role_is_said(house):
    house("user", "add", "ada@example.org", "Ada", "--role", "employee", said=f"{PASSWORD}\n")

    assert "Nobody signs in" in house("user", "disable", "ingen@example.org").output
    assert "does not hold" in house("user", "role", "ada@example.org", "driver", "--take").output


def test_files_are_read_in(house, look):
    workplaces, things = house("import", "institutions", ARBEJDSPLADSER), house("import", "items", TING)

    assert (workplaces.output, things.output) == ("7 rows read in.\n", "5 rows read in.\n")
    assert len(look(select(Unit))) == 16
    again = house("import", "items", TING)
    assert again.exit_code == 1
    assert "read in before" in again.output


def test_every_fault_of_a_file_is_said_and_nothing_read_in(house, look, tmp_path):
    file = tmp_path / "faulty.csv"
    file.write_text("Kategori;Vare;Antal\nReol;Reol;1\n" + "Reol;Reol;nul\n" * 60)

    answer = house("import", "items", str(file))

    assert answer.exit_code == 1
    assert "Row 3, Antal: Write a number" in answer.output
    assert "… and 10 more." in answer.output
    assert look(select(Unit)) == []


def test_check_says_all_is_well_or_what_is_not(house, monkeypatch):
    answer = house("check")
    assert answer.exit_code == 0, answer.output
    assert "Not fit for production yet" in answer.output

    monkeypatch.setattr(settings(), "env", Environment.PRODUCTION)
    unsafe = house("check")
    assert unsafe.exit_code == 1
    assert "OMLOB_BASE_URL" in unsafe.output


def test_texts_writes_every_danish_text_in_one_file(run):
    answer = run("texts")

    assert answer.exit_code == 0
    assert 'msgid "Being made fit"\nmsgstr "Bliver sat i stand"' in answer.output


def test_migrate_makes_the_tables_of_an_empty_database(run, tmp_path, monkeypatch):
    monkeypatch.setattr(settings(), "database_url", f"sqlite:///{tmp_path}/new.db")

    assert run("check").exit_code == 1
    assert run("migrate").exit_code == 0
    assert run("check").exit_code == 0


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_unsafely_in_production(run, monkeypatch, command):
    monkeypatch.setattr(settings(), "env", Environment.PRODUCTION)

    answer = run(command)

    assert answer.exit_code == 1
    assert "OMLOB_BASE_URL" in answer.output


def test_serve_asks_for_the_tables_first(run, tmp_path, monkeypatch):
    monkeypatch.setattr(settings(), "database_url", f"sqlite:///{tmp_path}/empty.db")

    answer = run("serve")

    assert answer.exit_code == 1
    assert "omlob migrate" in answer.output
