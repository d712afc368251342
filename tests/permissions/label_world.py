"""Pre-printed labels and sets, for the table of permissions."""

from typing import Any

from app.catalogue.models import UnitSet
from app.workshop.labels.models import LabelCode
from tests.factories import make_unit


def blank_label(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """A label of the place's municipality that is on nothing."""
    label = LabelCode(municipality_id=place.municipality_id, code=make_unit(world.db).number.replace("D", "Q"))
    world.db.add(label)
    world.db.flush()
    return {"code": label.code}


def unit_set(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """A set of one unit."""
    unit = make_unit(world.db)
    made = UnitSet(municipality_id=place.municipality_id, number=unit.number.replace("D", "S"), name="To stole")
    world.db.add(made)
    world.db.flush()
    unit.set_id = made.id
    world.db.add(unit)
    world.db.flush()
    return {"number": made.number, "unit_number": unit.number}
