"""What a run burdens the things it delivers with: its length, the van's factor, and shares by volume."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.catalogue.models import Category
from app.deliveries.models import Run, Stop, StopKind
from app.impact.formulas import allocate, whole
from app.impact.versions import factors_in_force
from app.orders.actions.fulfil import reserved_units
from app.orders.models import Order

METRES_PER_FURTHER_PLACE = 500


def estimate_distance_m(distances_m: Collection[int]) -> int:
    """How far a run drives in metres, from its places' distances to the workshop: an estimate, marked as one.

    There and back to the farthest place, and half a kilometre for each further place on the way. 0 without places.
    """
    if not distances_m:
        return 0
    return 2 * max(distances_m) + METRES_PER_FURTHER_PLACE * (len(distances_m) - 1)


def trip_distance_m(db: Session, run: Run) -> int:
    """The metres somebody typed for the run, or else the estimate."""
    if run.distance_m:
        return run.distance_m
    at_stops = select(Stop.institution_id).where(Stop.run_id == run.id)
    return estimate_distance_m(db.exec(select(Institution.distance_m).where(col(Institution.id).in_(at_stops))).all())


def transport_shares(db: Session, run: Run) -> dict[UUID, int]:
    """Grams CO2e of the run for each unit it delivers, by unit id: metres times the van's factor, shared by volume.

    Only what was loaded for delivery carries the trip, so that all of it is booked; what comes along home carries none.
    What could not be delivered keeps its share, which then stays unbooked.
    """
    orders = db.exec(
        select(Order)
        .join(Stop, col(Stop.order_id) == Order.id)
        .where(Stop.run_id == run.id, Stop.kind == StopKind.DELIVERY)
        .order_by(col(Stop.position))
    ).all()
    units = [each.unit for order in orders for each in reserved_units(db, order)]
    if not units:
        return {}
    volumes = dict(db.exec(select(Category.id, Category.volume_l)).all())
    total_g = whole(Decimal(trip_distance_m(db, run)) * factors_in_force(db).van_kg_per_km)  # metres x kg/km is grams
    shares = allocate(total_g, [Decimal(volumes[unit.category_id]) for unit in units])
    return {unit.id: share for unit, share in zip(units, shares, strict=True)}
