"""The demo's figures are those published about the model, within five percent."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.core.clock import as_if
from app.core.db import session_for
from app.demo.bulk.runs import BulkPlayer
from app.demo.calendar import clock_on
from app.demo.fill import FOUNDED_ON, SEED
from app.demo.gallery import names
from app.demo.script import play
from app.demo.targets import REUSED_2021_ORE, SAVED_BY_JUNE_2024_ORE, TURNOVER_GROWTH
from app.demo.town import build_town
from app.demo.writing import write_script
from app.impact.models import ImpactEntry
from app.reports.queries import total_of
from app.reports.slices import Slice
from tests import databases
from tests.demo.conftest import TODAY, build

NEAR = 0.05
OVER = 400_000_000  # øre: "savings over 4 million kroner"


def check_figures(total: Callable[[str, date, date], int]) -> None:
    """`total(column, first, last)` sums a column of the ledger over days."""
    assert total("gross_ore", date(2021, 1, 1), date(2021, 12, 31)) == pytest.approx(REUSED_2021_ORE, rel=NEAR)

    saved = total("gross_ore", date(2021, 1, 1), date(2024, 6, 30))
    assert saved == pytest.approx(SAVED_BY_JUNE_2024_ORE, rel=NEAR)
    assert saved > OVER

    in_2022 = total("price_ore", date(2022, 1, 1), date(2022, 12, 31))
    to_june_2024 = total("price_ore", date(2023, 7, 1), date(2024, 6, 30))
    assert to_june_2024 / in_2022 == pytest.approx(TURNOVER_GROWTH, rel=NEAR)

    lately = total("gross_ore", date(2026, 8, 1), date(2026, 11, 17))
    assert lately > REUSED_2021_ORE / 9


@pytest.mark.parametrize("seed", [SEED, pytest.param(7, marks=pytest.mark.slow)])
def test_the_script_reaches_the_published_figures(sqlite_template, tmp_path, seed: int):
    engine = databases.engine_for(sqlite_template.copy(tmp_path))
    with session_for(engine) as db:
        with as_if(clock_on(FOUNDED_ON, 9)):
            town = build_town(db)
            db.commit()
        script = write_script(town, seed=seed, today=TODAY)
        nothing: dict[Any, Any] = {place.id: [] for place in town.categories.values()}
        photos = dict.fromkeys(names(), town.municipality.id)
        player = BulkPlayer(db, town, Random(seed), steps=nothing, photos=photos)
        play(script, player)
    engine.dispose()
    entries = player.rows[ImpactEntry]

    check_figures(lambda column, first, last: sum(row[column] for row in entries if first <= row["booked_on"] <= last))
    assert 3800 <= sum(row["quantity"] for row in entries) <= 4800


@pytest.mark.slow
def test_the_whole_demo_reaches_the_published_figures(engine: Engine, tmp_path_factory: pytest.TempPathFactory):
    here = build(engine, tmp_path_factory, scale=1.0).filled.town.municipality.id

    with Session(engine) as db:
        db.info["municipality_id"] = here

        def total(column: str, first: date, last: date) -> int:
            """What the leader's report of these days says."""
            return int(getattr(total_of(db, Slice(here, first, last)), column))

        check_figures(total)
