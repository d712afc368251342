"""The same seed on the same day gives the same demo."""

from datetime import date

import pytest

from app.demo.script import Script
from app.demo.writing import write_script
from tests import databases
from tests.demo.conftest import TODAY, build
from tests.demo.dump import Dump, differences

SCALE = 0.01


@pytest.mark.slow
def test_a_seed_gives_the_same_demo_again_and_another_seed_another(
    sqlite_template: databases.SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
):
    engines = [databases.engine_for(sqlite_template.copy(tmp_path_factory.mktemp("seed"))) for _each in range(2)]
    demos = [build(engine, tmp_path_factory, scale=SCALE, seed=1) for engine in engines]

    assert differences(*map(Dump, engines)) == {}
    for engine in engines:
        engine.dispose()
    town, script = demos[0].filled.town, demos[0].filled.script
    again, other = (write_script(town, seed=seed, today=TODAY, scale=SCALE) for seed in (1, 2))
    assert sold(again) == sold(script)
    assert sold(other) != sold(script)


def sold(script: Script) -> list[tuple[date, str, int]]:
    return [(sale.on, line.lot.title, line.quantity) for sale in script.sales for line in sale.lines]
