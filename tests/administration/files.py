"""Spreadsheets for the tests, and a short way to import them."""

from sqlmodel import Session, SQLModel, select

from app.accounts.viewer import Viewer
from app.administration.imports import Plan, import_file, keep_file
from app.administration.models import ImportKind
from app.core.pages import ROOT

EXAMPLES = ROOT / "docs/examples"
WORKPLACES = (EXAMPLES / "arbejdspladser.csv").read_bytes()
THINGS = (EXAMPLES / "ting.csv").read_bytes()


def import_rows(db: Session, kind: ImportKind, data: bytes | str, *, by: Viewer | None = None) -> Plan:
    """Send the file and read it in, as the page and the command do."""
    sent = data.encode() if isinstance(data, str) else data
    plan = import_file(db, keep_file(db, kind, "file.csv", sent, by=by), by=by)
    db.commit()
    return plan


def rows_of(db: Session, table: type[SQLModel]) -> list[SQLModel]:
    """All rows as they are now; the transaction ends, because an open one would keep the browser waiting on SQLite."""
    db.expire_all()
    found = list(db.exec(select(table)).all())
    db.commit()
    return found
