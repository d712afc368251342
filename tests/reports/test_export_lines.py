"""The exported lines are what stands in the ledger: the auditor's tool finds nothing, or names what was changed."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Engine
from typer.testing import CliRunner

from app.accounts.models import Role
from app.impact import sheet
from app.impact.actions import book_correction, book_return, book_undo
from app.impact.audit import differences
from app.impact.cli import impact
from app.impact.lines import COLUMNS
from app.reports import queries
from tests.factories import make_institution, make_person
from tests.reports.factories import book


@contextmanager
def as_owner(engine: Engine) -> Iterator[sa.Connection]:
    """The database as only its owner can change it: the triggers that keep the ledger are off."""
    with engine.begin() as owner:
        if engine.dialect.name == "sqlite":
            owner.execute(sa.text("DROP TRIGGER impact_entry_no_update"))
        else:
            owner.execute(sa.text("SET session_replication_role = replica"))
        yield owner
        if engine.dialect.name != "sqlite":
            owner.execute(sa.text("SET session_replication_role = DEFAULT"))


def ledger(db):
    school = make_institution(db, '=Skolen; "Nord"')
    first = book(db, to=school, minutes=7, labour_ore_per_hour=24_999, transport_g=333, answer="UNKNOWN")
    book_return(db, first, key="a", transport_g=400, at=first.booked_at)
    second = book(db, to=school, category="bookcase", new_price_ore=0, parts=[("part_ssd", "1", "93")])
    book_correction(db, second, key="b", at=second.booked_at)
    third = book(db, to=school, electricity_wh=250)
    book_undo(db, third, key="c", at=third.booked_at)
    book(db, to=school)
    return first


def download(db, browse, query="period=2026"):
    answer = browse(make_person(db, Role.FINANCE)).get(f"/reports/lines.csv?{query}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer.content


def test_an_export_is_recomputed_without_a_difference(db, browse, tmp_path):
    ledger(db)
    file = tmp_path / "export.csv"
    file.write_bytes(download(db, browse))

    shown = CliRunner().invoke(impact, ["recompute", str(file)])

    assert (shown.exit_code, shown.output) == (0, "7 lines recomputed, every figure agrees.\n")


def test_an_export_names_things_as_people_do_and_runs_no_formula(db, browse):
    ledger(db)

    raw = download(db, browse)
    rows = sheet.read(raw).rows

    assert b";'=Skolen" in raw or b";\"'=Skolen" in raw
    assert {row.cells["institution"] for row in rows} == {'=Skolen; "Nord"'}
    assert sum(int(row.cells["things"]) for row in rows) == 2
    assert set(COLUMNS) <= set(sheet.read(raw).columns)


def test_a_stored_figure_that_was_changed_behind_our_back_is_named(db, browse, engine):
    entry = ledger(db)
    db.commit()
    with as_owner(engine) as owner:
        changed = sa.text("UPDATE impact_entry SET net_ore = net_ore + 1 WHERE unit_number = :n AND kind = 'hand_over'")
        assert owner.execute(changed, {"n": entry.unit_number}).rowcount == 1

    found = differences(sheet.read(download(db, browse)))

    assert [(each.unit_number, each.column) for each in found] == [(entry.unit_number, "net_ore")]
    assert found[0].exported != found[0].recomputed


def test_an_answer_that_was_changed_behind_our_back_is_named(db, browse, engine):
    ledger(db)
    db.commit()
    with as_owner(engine) as owner:
        owner.execute(sa.text("UPDATE impact_entry SET answer = 'NEW' WHERE answer = 'UNKNOWN' AND kind = 'return'"))

    assert [each.column for each in differences(sheet.read(download(db, browse)))] == ["factors_sha256"]


def test_an_export_holds_the_lines_the_page_showed(db, browse):
    ledger(db)

    rows = sheet.read(download(db, browse, "period=2026&category=bookcase")).rows

    assert {row.cells["category_key"] for row in rows} == {"bookcase"}
    assert len(rows) == 2


def test_an_export_in_many_pieces_is_one_file(db, browse, monkeypatch):
    to = make_institution(db)
    for _each in range(10):
        book(db, to=to)
    monkeypatch.setattr(sheet, "PIECE", 1_000)
    monkeypatch.setattr(queries, "EXPORTED_AT_A_TIME", 3)

    raw = download(db, browse)

    assert raw.count(b"\xef\xbb\xbf") == 1
    assert len(sheet.read(raw).rows) == 10
    assert differences(sheet.read(raw)) == []
