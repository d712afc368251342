"""`omlob impact closed`: whoever changes a closed report, its hash, its history or its lines is found."""

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from typer.testing import CliRunner

from app.accounts.models import Role
from app.cli import app as cli
from app.core.config import settings as configured
from app.impact.closed import closed_faults
from app.reports.closing import close_period
from app.reports.periods import PeriodKind, around
from tests.factories import make_municipality, make_viewer
from tests.reports.factories import book

MARCH, QUARTER = (around(kind, date(2026, 3, 1)) for kind in (PeriodKind.MONTH, PeriodKind.QUARTER))


@pytest.fixture
def closed(db):
    """Two closed periods in one municipality, and one in another."""
    for _municipality in range(2):
        by = make_viewer(db, Role.FINANCE)
        book(db, at=date(2026, 3, 2))
        book(db, at=date(2026, 1, 9))
        close_period(db, MARCH, by=by)
        if not _municipality:
            close_period(db, QUARTER, by=by)
            db.commit()
            make_municipality(db)
    db.commit()


def tamper(engine, *changes):
    """Change rows as only the database's owner can: with the triggers off."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as owner:
        if is_sqlite:
            for trigger in ("closed_period_no_update", "impact_entry_no_update", "event_no_update"):
                owner.execute(sa.text(f"DROP TRIGGER {trigger}"))
        else:
            owner.execute(sa.text("SET session_replication_role = replica"))
        for change, said in changes:
            owner.execute(sa.text(change), said)
        if not is_sqlite:
            owner.execute(sa.text("SET session_replication_role = DEFAULT"))
        owner.commit()


def run(engine, monkeypatch):
    monkeypatch.setattr(configured(), "database_url", engine.url.render_as_string(hide_password=False))
    return CliRunner().invoke(cli, ["impact", "closed"])


def test_closed_periods_that_stand_are_said_to(engine, closed, monkeypatch):
    answer = run(engine, monkeypatch)

    assert answer.exit_code == 0, answer.output
    assert "3 closed periods checked, every report is what it was." in answer.output


def test_a_tampered_report_is_found(engine, closed, monkeypatch):
    change = "UPDATE closed_period SET content = replace(content, :said, '2026-04') WHERE period = :said"
    tamper(engine, (change, {"said": "2026-03"}))

    answer = run(engine, monkeypatch)

    assert answer.exit_code == 1
    assert "the report is not what was hashed when it was closed" in answer.output
    assert answer.output.count("2026-03 (") == 2
    assert "2026-Q1" not in answer.output


def test_a_report_with_a_new_hash_is_found_by_history(db, engine, closed):
    content = '{"lines":{"count":2,"sha256":"0"}}'
    digest = hashlib.sha256(content.encode()).hexdigest()
    change = "UPDATE closed_period SET content = :content, hash = :digest WHERE period = '2026-Q1'"
    tamper(engine, (change, {"content": content, "digest": digest}))

    with Session(engine) as auditor:
        count, faults = closed_faults(auditor)

    assert count == 3
    assert len(faults) == 2
    assert all(fault.startswith("2026-Q1") for fault in faults)
    assert "the hash is not the one history tells of" in faults[0]
    assert "the lines" not in faults[0]


@pytest.mark.parametrize("column, value", [("booked_on", "2026-05-01"), ("frozen", "{}")])
def test_a_line_that_was_moved_or_changed_is_found(engine, closed, column, value):
    tamper(engine, (f"UPDATE impact_entry SET {column} = :value WHERE booked_on = '2026-01-09'", {"value": value}))

    with Session(engine) as auditor:
        _count, faults = closed_faults(auditor)

    # January lies in the closed quarter, and in no closed month.
    assert len(faults) == 1
    assert faults[0].startswith("2026-Q1")
    assert "are not the 2 it was made from" in faults[0]
