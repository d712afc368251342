"""Two files with the same rows, read in at the same time: the rows are counted once. Without the lock, twice."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from sqlmodel import select

from app.administration import imports
from app.administration.import_purchases import plan_purchases
from app.administration.imports import import_file, keep_file
from app.administration.models import ImportFile, ImportKind
from app.core.db import session_for
from app.purchases.models import NewPurchase
from tests.factories import make_category, make_institution
from tests.orders.test_race import at_once

HEAD = "Bogføringsdato;Enhed;Varegruppe;Antal;Nettobeløb;Bilagsnr\n"
MARCH = HEAD + "3.3.2026;Sølund Skole;Kontorstol;4;10.000,00;F-1\n17-03-2026;Sølund Skole;Kontorstol;1;2.500;F-2\n"
APRIL = MARCH + "2026-04-02;Sølund Skole;Kontorstol;1;2.500;F-3\n2026-04-02;Sølund Skole;Kontorstol;2;5.000;\n"


@pytest.fixture
def house(db):
    make_category(db)
    make_institution(db, "Sølund Skole")
    db.commit()
    return db


def two_at_once(db, engine, monkeypatch):
    """Read in two files that hold the same rows, each looking at what is registered before the other has written."""
    files = [keep_file(db, ImportKind.PURCHASES, "a.csv", each.encode(), by=None).id for each in (MARCH, APRIL)]
    here, both, plan = db.info["municipality_id"], Barrier(2), plan_purchases
    db.commit()

    def plan_and_wait(*args, **named):
        made = plan(*args, **named)
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.5)
        return made

    monkeypatch.setattr(imports, "plan_purchases", plan_and_wait)

    def read(n):
        with session_for(engine, municipality_id=here) as mine:
            import_file(mine, mine.get_one(ImportFile, files[n]), by=None)

    at_once(read, 2)
    return len(db.exec(select(NewPurchase)).all())


def test_two_files_with_the_same_rows_at_the_same_time_count_them_once(house, engine, monkeypatch):
    assert two_at_once(house, engine, monkeypatch) == 4


def test_without_the_lock_they_would_be_counted_twice(house, engine, monkeypatch):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time by itself")
    monkeypatch.setattr(imports, "lock_chain", lambda *_asked: None)

    assert two_at_once(house, engine, monkeypatch) == 6
