"""A new factor set is looked at first, counts from then on, and moves no line that is booked."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from app.accounts.models import Role
from app.impact.factors import CATEGORY_FILE, PROCESS_FILE, factor_set, shipped_texts
from app.impact.loading import UnusableFactors, read_factor_file
from app.impact.models import FactorSetVersion, ImpactEntry
from app.impact.versions import (
    FactorsMovedOn,
    factors_in_force,
    factors_of_version,
    hash_in_force,
    load_factors,
    texts_in_force,
)
from app.reports.restated import restate
from tests.factories import make_person, make_viewer
from tests.reports.factories import book, everything

LIGHTER = "category_key;kgco2e_new;sources;source_years\ntask_chair;60;EPD fra leverandøren;2026\n"


def lighter(db, text=LIGHTER):
    return read_factor_file(text.encode("utf-8-sig"), texts_in_force(db))


def load(db, text=LIGHTER):
    by = make_viewer(db, Role.ADMINISTRATOR)
    return load_factors(db, lighter(db, text), stands_on=hash_in_force(db), by=by)


def sets(db):
    return db.exec(select(FactorSetVersion).order_by(col(FactorSetVersion.number))).all()


def test_w13_a_new_set_counts_from_then_on_and_the_restated_series_stands_apart(db):
    first = [book(db, at=date(2026, 5, 11)) for _each in range(10)]
    before = [entry.model_dump() for entry in first]
    load(db)
    later = [book(db, at=date(2026, 6, 11)) for _each in range(10)]
    db.commit()

    restated = restate(db, everything(db), factors_in_force(db))

    assert restated.booked.gross_co2e_g == (760 + 600) * 1000
    assert restated.today.gross_co2e_g == (600 + 600) * 1000
    db.expire_all()
    assert [db.get_one(ImpactEntry, entry["id"]).model_dump() for entry in before] == before
    assert [first[0].factor_set, later[0].factor_set] == [each.version for each in sets(db)]


def test_the_set_that_ships_is_kept_as_the_first_when_something_is_booked(db):
    assert sets(db) == []

    entry = book(db)

    (kept,) = sets(db)
    assert (kept.number, kept.version, kept.loaded_by_id) == (1, factor_set().version, None)
    assert entry.factor_set == kept.version


def test_an_older_set_is_found_again_by_the_lines_version(db):
    entry = book(db)
    load(db)

    kept = factors_of_version(db, entry.factor_set)
    assert kept is not None
    assert kept.categories["task_chair"].new_kg.likely == 76
    assert factors_in_force(db).categories["task_chair"].new_kg.likely == 60
    assert factors_in_force(db).categories["task_chair"].new_kg.low == 36
    assert factors_in_force(db).categories["laptop_14"] == factor_set().categories["laptop_14"]
    assert factors_of_version(db, "nobody") is None


def test_a_set_in_force_costs_one_short_statement(db):
    load(db)
    factors_in_force(db)
    seen = []
    sa.event.listen(db.get_bind(), "before_cursor_execute", lambda *words: seen.append(words[2]))

    factors_in_force(db)

    assert len(seen) == 1
    assert "content" not in seen[0]


@pytest.mark.parametrize("way", ["UPDATE factor_set SET number = 7", "DELETE FROM factor_set"])
def test_a_set_refuses_change_and_deletion(db, way):
    load(db)
    db.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        db.connection().execute(sa.text(way))


def test_a_set_compared_with_an_older_one_is_not_loaded(db):
    by, old = make_viewer(db, Role.ADMINISTRATOR), hash_in_force(db)
    load(db)

    with pytest.raises(FactorsMovedOn):
        load_factors(db, lighter(db, LIGHTER.replace("60", "50")), stands_on=old, by=by)


@pytest.mark.parametrize(
    "row, line, column",
    [
        ("task_chair;dyr;EPD;2026", 3, "kgco2e_new"),
        ("task_chair;-1;EPD;2026", 3, "kgco2e_new"),
        ("task_chair;NaN;EPD;2026", 3, "kgco2e_new"),
        ("task_chair;151;EPD;2026", 3, "kgco2e_new"),
        ("task_chair;60;;2026", 3, "sources"),
        (";60;EPD;2026", 3, "category_key"),
        ("visitor_chair;60;EPD;2026", 3, "category_key"),
        ("new_kind;60;EPD;2026", 3, "unit_weight_kg"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_column(db, row, line, column):
    text = f"category_key;kgco2e_new;sources;source_years\nvisitor_chair;26;EPD;2026\n{row}\n"

    with pytest.raises(UnusableFactors) as unusable:
        read_factor_file(text.encode(), shipped_texts())

    assert (line, column) in [(fault.line, fault.column) for fault in unusable.value.faults]


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"", b"name\nx\n", b"x" * 600_000])
def test_what_is_no_file_of_factors_is_refused_whole(raw):
    with pytest.raises(UnusableFactors):
        read_factor_file(raw, shipped_texts())


def test_a_process_factor_takes_a_decimal_comma(db):
    load(db, "factor_key;value;low;high\nel_dk_lifecycle;0,12;0,1;0,2\n")

    assert factors_in_force(db).el_kg_per_kwh == Decimal("0.12")
    assert set(texts_in_force(db)) == set(shipped_texts())
    assert texts_in_force(db)[CATEGORY_FILE] == shipped_texts()[CATEGORY_FILE]
    assert texts_in_force(db)[PROCESS_FILE] != shipped_texts()[PROCESS_FILE]


def test_the_page_shows_what_differs_and_changes_nothing_until_it_is_said(db, browse):
    web = browse(make_person(db, Role.ADMINISTRATOR))
    assert "FIRA" in web.get("/admin/factors").text

    seen = web.post("/admin/factors", files={"file": ("nye.csv", LIGHTER.encode(), "text/csv")})

    assert "3 tal er forskellige." in seen.text
    assert "EPD fra leverandøren" in seen.text
    assert sets(db) == []
    stands_on = hash_in_force(db)
    db.commit()
    done = web.post("/admin/factors/load", {"content": LIGHTER.replace("\n", "\r\n"), "stands_on": stands_on})
    assert done.url.path == "/admin/factors"
    assert [each.number for each in sets(db)] == [1, 2]
    assert "De nye faktorer gælder fra nu af" in done.text


def test_a_file_with_faults_is_told_row_by_row_and_changes_nothing(db, browse):
    web = browse(make_person(db, Role.ADMINISTRATOR))
    bad = LIGHTER + "laptop_14;mange;EPD;2026\n"

    seen = web.post("/admin/factors", files={"file": ("nye.csv", bad.encode(), "text/csv")}, may_fail=True)

    assert seen.status_code == 422
    assert "Her skal stå et tal på 0 eller mere." in seen.text
    assert sets(db) == []


def test_a_report_with_todays_factors_says_that_it_is_not_booked(db, browse):
    book(db, at=date(2026, 5, 11))
    load(db)

    page = browse(make_person(db, Role.LEADER)).get("/reports/restated?period=2026-Q2")

    assert "Genberegnet, ikke bogført" in page.text
    assert "76,000" in page.text
    assert "60,000" in page.text
