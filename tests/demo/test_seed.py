"""The same seed on the same day gives the same demo."""

import pytest

from tests import databases
from tests.demo.conftest import build
from tests.demo.dump import Dump, differences


def test_a_seed_gives_the_same_demo_again_and_another_seed_another(
    sqlite_template: databases.SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
):
    dumps = []
    for seed in (1, 1, 2):
        engine = databases.engine_for(sqlite_template.copy(tmp_path_factory.mktemp("seed")))
        build(engine, tmp_path_factory, scale=0.01, seed=seed)
        dumps.append(Dump(engine))
        engine.dispose()

    first, again, other = dumps
    assert differences(first, again) == {}
    assert "order_line" in differences(first, other)
