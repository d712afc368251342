"""Parts of the stock, units that have left and units that are out for repair, for the table of permissions."""

from typing import Any

from app.catalogue.stages import Stage
from app.workshop.leaving.models import Departure, DepartureKind, ExternalRepair
from app.workshop.models import Job
from app.workshop.stock.models import PartStock
from tests.factories import make_unit


def part_in_stock(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """A part of the place's municipality."""
    stock = PartStock(municipality_id=place.municipality_id, name=f"Hjul {make_unit(world.db).number}")
    world.db.add(stock)
    world.db.flush()
    return {"stock_id": stock.id}


def departed(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """A unit that has left for good."""
    unit = make_unit(world.db, stage=Stage.SOLD_OFF)
    world.db.add(
        Departure(
            municipality_id=place.municipality_id, unit_id=unit.id, kind=DepartureKind.SOLD_OFF, reason="sold"
        )
    )  # fmt: skip
    world.db.flush()
    return {"number": unit.number}


def out_for_repair(world: Any, place: Any, maker: Any) -> dict[str, Any]:
    """A unit at a repairer outside."""
    unit = make_unit(world.db, stage=Stage.IN_WORKSHOP)
    job = Job(municipality_id=place.municipality_id, unit_id=unit.id, started_by_id=maker.id)
    world.db.add(job)
    world.db.flush()
    world.db.add(ExternalRepair(municipality_id=place.municipality_id, job_id=job.id, repairer="Snedker"))
    world.db.flush()
    return {"number": unit.number}
