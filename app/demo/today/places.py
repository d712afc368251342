"""Two halls with racks and shelves, things put on them by scanning, and a shelf that was counted with a difference."""

from sqlmodel import Session, col, select

from app.catalogue.actions.places import add_place, move_place
from app.catalogue.models import PlaceKind, StoragePlace, Unit
from app.catalogue.queries.places import get_place
from app.catalogue.stages import Stage as Life
from app.demo.today.stage import Stage
from app.workshop.actions.counting import close_count, count_unit, start_count
from app.workshop.actions.put_away import put_units

HALLS = {"A": "Butikslageret", "B": "Tilgang", "C": "Udlevering"}
WORKSHOP = (
    ("H1", "Værkstedshallen", PlaceKind.HALL, ""),
    ("H1-R1", "Reolen ved porten", PlaceKind.RACK, "H1"),
    ("H1-R1-S1", "", PlaceKind.SHELF, "H1-R1"),
    ("H1-R1-S2", "", PlaceKind.SHELF, "H1-R1"),
    ("H1-R2", "Reolen ved vinduet", PlaceKind.RACK, "H1"),
    ("H1-R2-S1", "", PlaceKind.SHELF, "H1-R2"),
)
MOST = 4


def fill_places(stage: Stage) -> None:
    """The lead draws up the halls; the workshop puts away what came in, and counts the shelf by the gate."""
    lise, vagn = stage.who("lise"), stage.who("vagn")
    with stage.ago(1, 13) as db:
        _draw_up(db, stage)
        here = _units_in(db, "B2")
        put_units(db, here[:MOST], get_place(db, "H1-R1-S1"), by=vagn)
        put_units(db, here[MOST:], get_place(db, "H1-R1-S2"), by=vagn)
    with stage.ago(1, 14) as db:
        shelf = get_place(db, "H1-R1-S1")
        count = start_count(db, shelf, by=lise)
        stray = _units_in(db, "C1")[:1]
        first, _missed, *rest = _units_in(db, shelf.code)
        for unit in [first, *rest, *stray]:
            count_unit(db, count, unit, by=lise)
        close_count(db, count, by=lise)
    with stage.this_morning() as db:
        start_count(db, get_place(db, "H1-R1-S2"), by=vagn)


def _draw_up(db: Session, stage: Stage) -> None:
    lise, municipality_id = stage.who("lise"), stage.town.municipality.id
    for code, name, kind, above in WORKSHOP:
        parent = get_place(db, above) if above else None
        add_place(db, municipality_id, code=code, name=name, kind=kind, parent=parent, by=lise)
    for letter, name in HALLS.items():
        hall = add_place(db, municipality_id, code=letter, name=name, kind=PlaceKind.HALL, parent=None, by=lise)
        for shelf in db.exec(
            select(StoragePlace).where(col(StoragePlace.code).in_(f"{letter}{n}" for n in range(1, 9)))
        ):
            move_place(db, shelf, kind=PlaceKind.RACK, parent=hall, by=lise)


def _units_in(db: Session, code: str) -> list[Unit]:
    """What is not yet in the shop of what stands there, the first number first."""
    waiting = select(Unit).where(
        Unit.storage_place_id == get_place(db, code).id, col(Unit.stage).in_((Life.RECEIVED, Life.IN_WORKSHOP))
    )
    return list(db.exec(waiting.order_by(col(Unit.number))).all())
