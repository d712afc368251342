"""The bulk path writes what the ordinary actions write."""

import pytest
from sqlalchemy import Engine

from app.core.clock import as_if
from app.core.config import settings
from app.core.db import session_for
from app.demo.calendar import clock_on
from app.demo.fill import FOUNDED_ON, write_history
from app.demo.gallery import hang_photos
from app.demo.script import play
from app.demo.town import Town, build_town
from app.main import import_handlers
from app.media.models import Photo
from tests import databases
from tests.demo.dump import Dump, differences
from tests.demo.ordinary import Ordinary
from tests.demo.sample import make_script

TABLES_WITH_ROWS = {
    "surplus_report", "unit", "job", "job_task", "job_part", "medium", "erasure_record", "erasure_check",
    "item", "item_photo", "order_placed", "order_line", "reservation",
    "approval", "order_return", "run", "stop", "impact_entry", "event", "search_term",
}  # fmt: skip


PHOTOS = [
    "desk-sitstand-oak", "laptop-14", "office-chair-black", "office-chair-blue", "office-chair-blue-back",
    "office-chair-blue-seat", "office-chair-blue-wheels",
]  # fmt: skip


def found(engine: Engine) -> tuple[Town, dict[str, Photo]]:
    with session_for(engine) as db, as_if(clock_on(FOUNDED_ON, 9)):
        town = build_town(db)
        return town, hang_photos(db, PHOTOS, by=town.viewer("lise"))


@pytest.fixture(scope="module")
def ordinary(sqlite_template: databases.SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Dump:
    """What a database says after the sample was played by the ordinary actions."""
    import_handlers()
    engine = databases.engine_for(sqlite_template.copy(tmp_path_factory.mktemp("ordinary")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings(), "media_url", str(tmp_path_factory.mktemp("ordinary_media")))
        town, photos = found(engine)
        player = Ordinary(engine, town, photos)
        play(make_script(town), player)
        player.db.close()
    dump = Dump(engine)
    engine.dispose()
    return dump


def test_history_written_in_bulk_is_what_the_ordinary_actions_write(engine: Engine, ordinary: Dump):
    town, photos = found(engine)
    with session_for(engine, municipality_id=town.municipality.id) as db:
        write_history(db, town, make_script(town), {name: photo.id for name, photo in photos.items()}, seed=1)

    bulk = Dump(engine)

    assert {name for name in bulk.tables if bulk.tables[name]} >= TABLES_WITH_ROWS
    assert differences(bulk, ordinary) == {}


def test_the_comparison_sees_a_single_changed_figure(db, engine: Engine):
    db.rollback()
    town, _photos = found(engine)
    one = Dump(engine)
    town.municipality.approval_limit_ore += 1
    db.merge(town.municipality)
    db.commit()

    assert set(differences(one, Dump(engine))) == {"municipality"}
