"""`omlob import`, `omlob user` and `omlob municipality`: what an operator does without a browser."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, select

from app.accounts.actions import add_person, disable_person, found_municipality, give_role, take_role
from app.accounts.models import Institution, Municipality, Person, Role, RoleHeld
from app.accounts.upkeep import check_password, choose_password, enable_person
from app.administration.imports import AlreadyImported, import_file, keep_file
from app.administration.models import ImportKind
from app.administration.spreadsheets import Unusable
from app.catalogue.starter import load_categories
from app.core.config import settings
from app.core.db import make_engine, session_for, unscoped
from app.core.errors import DomainError
from app.core.i18n import speak

imports = typer.Typer(help="Read in spreadsheets (docs/imports.md tells their columns).", no_args_is_help=True)
users = typer.Typer(help="People who sign in, and their roles.", no_args_is_help=True)
municipalities = typer.Typer(help="The municipalities of this installation.", no_args_is_help=True)

Slug = Annotated[str, typer.Option("--municipality", help="Its short name; may be left out where there is only one.")]
File = Annotated[
    Path, typer.Argument(help="The spreadsheet, saved as CSV.", metavar="FILE.csv", exists=True, dir_okay=False)
]
Email = Annotated[str, typer.Argument(help="The e-mail the person signs in with.", metavar="EMAIL")]
At = Annotated[str, typer.Option("--at", help="The number of the workplace where the role holds; else everywhere.")]


def _stop(sentence: object) -> typer.Exit:
    typer.echo(str(sentence), err=True)
    return typer.Exit(1)


@contextmanager
def _work() -> Iterator[Session]:
    """One transaction; an anticipated refusal becomes a sentence and exit code 1, and nothing is changed."""
    speak("en")
    engine = make_engine(settings().database_url)
    try:
        with session_for(engine) as db:
            yield db
    except DomainError as refused:
        raise _stop(refused) from refused
    finally:
        engine.dispose()


def _enter(db: Session, slug: str) -> Municipality:
    """Stand in the municipality that is meant."""
    found = db.exec(select(Municipality).order_by(Municipality.slug)).all()
    meant = [each for each in found if slug in ("", each.slug)]
    if len(meant) != 1:
        names = ", ".join(each.slug for each in found) or "none yet: omlob municipality add"
        raise _stop(f"Say which municipality with --municipality ({names})")
    db.info["municipality_id"] = meant[0].id
    return meant[0]


def _person(db: Session, email: str) -> Person:
    with unscoped(db):
        found = db.exec(select(Person).where(Person.email == email.casefold())).one_or_none()
    if found is None:
        raise _stop(f"Nobody signs in with {email}")
    db.info["municipality_id"] = found.municipality_id
    return found


def _institution(db: Session, number: str) -> Institution | None:
    if not number:
        return None
    found = db.exec(select(Institution).where(Institution.number == number)).one_or_none()
    if found is None:
        raise _stop(f"There is no workplace with number {number}")
    return found


def _ask_password() -> str:
    """Typed twice at a terminal, or one line of the standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _import(kind: ImportKind, file: Path, slug: str) -> None:
    with _work() as db:
        _enter(db, slug)
        try:
            kept = keep_file(db, kind, file.name, file.read_bytes(), by=None)
            import_file(db, kept, by=None)
        except Unusable as unusable:
            raise _stop(_told(unusable)) from unusable
        except AlreadyImported as before:
            raise _stop(before) from before
    typer.echo(f"{kept.rows} rows read in.")


def _told(unusable: Unusable) -> str:
    lines = [*map(str, unusable.faults)]
    if unusable.found > len(unusable.faults):
        lines.append(f"… and {unusable.found - len(unusable.faults)} more.")
    return "\n".join([*lines, "Nothing has been read in."])


@imports.command("institutions")
def import_institutions_file(file: File, municipality: Slug = "") -> None:
    """Workplaces and their cost centres: known numbers are changed, new ones added, nothing is removed."""
    _import(ImportKind.INSTITUTIONS, file, municipality)


@imports.command("items")
def import_items_file(file: File, municipality: Slug = "") -> None:
    """Things that stand in the workshop; each waits for its photo before it is in the shop."""
    _import(ImportKind.ITEMS, file, municipality)


@users.command("add")
def add_user(
    email: Email,
    name: Annotated[str, typer.Argument(help="The person's name.", metavar="NAME")],
    role: Annotated[list[Role], typer.Option("--role", help="A role; may be given several times.")],
    at: At = "",
    municipality: Slug = "",
) -> None:
    """Let somebody in. The password is asked for, or read from the standard input."""
    password = _ask_password()
    with _work() as db:
        check_password(password)
        here = _enter(db, municipality)
        workplace = _institution(db, at)
        person = add_person(db, here.id, email=email, name=name, institution=workplace, password=password)
        for each in dict.fromkeys(role):
            give_role(db, person, each, at=workplace)
    typer.echo(f"{name} can sign in with {email}.")


@users.command("password")
def set_user_password(email: Email) -> None:
    """Set a new password; the person is signed out everywhere."""
    password = _ask_password()
    with _work() as db:
        choose_password(db, _person(db, email), password, by=None)
    typer.echo("The new password holds.")


@users.command("disable")
def disable_user(
    email: Email, undo: Annotated[bool, typer.Option("--undo", help="Let the person in again.")] = False
) -> None:
    """Keep somebody out from now on; or let them in again."""
    with _work() as db:
        (enable_person if undo else disable_person)(db, _person(db, email), by=None)
    typer.echo(f"{email} can sign in again." if undo else f"{email} cannot sign in any more.")


@users.command("role")
def change_user_role(
    email: Email,
    role: Annotated[Role, typer.Argument(help="The role.")],
    at: At = "",
    take: Annotated[bool, typer.Option("--take", help="Take the role back.")] = False,
) -> None:
    """Give somebody a role, at a workplace and below or everywhere; or take it back."""
    with _work() as db:
        person = _person(db, email)
        workplace = _institution(db, at)
        place = workplace.id if workplace else None
        held = db.exec(
            select(RoleHeld).where(
                RoleHeld.person_id == person.id, RoleHeld.role == role, RoleHeld.institution_id == place
            )
        ).first()
        if take and held is None:
            raise _stop(f"{email} does not hold that role there.")
        if take and held is not None:
            take_role(db, held, person, by=None)
        elif held is None:
            give_role(db, person, role, at=workplace)
    typer.echo("Done.")


@municipalities.command("add")
def add_municipality(
    slug: Annotated[str, typer.Argument(help="A short name, for instance egekoebing.", metavar="SLUG")],
    name: Annotated[str, typer.Argument(help="Its name as people say it.", metavar="NAME")],
) -> None:
    """A new municipality, ready for its first administrator: omlob user add."""
    with _work() as db:
        if db.exec(select(Municipality).where(Municipality.slug == slug)).first():
            raise _stop(f"There is already a municipality called {slug}.")
        load_categories(db, found_municipality(db, slug=slug, name=name))
    typer.echo(f"{name} is there. Next: omlob user add EMAIL NAME --role administrator --municipality {slug}")
