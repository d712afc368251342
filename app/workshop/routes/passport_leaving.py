"""The passport's sections about how a unit left, and about its repairs outside."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.catalogue.models import Unit
from app.core.db import uuid7
from app.media.queries import photos_by_id
from app.media.views import PhotoView
from app.workshop.leaving.models import Departure, DepartureFraction
from app.workshop.leaving.queries import departure_of, fractions_of
from app.workshop.stock.queries import amount_text, parts_from_unit


@dataclass(frozen=True)
class Left:
    """How the unit left: its departure, what it was sorted into, the parts that went on, and the receipt's photo."""

    departure: Departure
    fractions: Sequence[DepartureFraction]
    parts: Sequence[tuple[str, str]]
    receipt: PhotoView | None
    once: str
    """A key of its own for the next receipt that is sent."""


def left_as(db: Session, unit: Unit) -> Left | None:
    """The section about the departure, or None where the unit has not left."""
    departure = departure_of(db, unit)
    if departure is None:
        return None
    photo_id = departure.receipt_photo_id
    return Left(
        departure, fractions_of(db, departure),
        [(name, amount_text(change, counted)) for name, change, counted in parts_from_unit(db, unit)],
        photos_by_id(db, [photo_id]).get(photo_id) if photo_id else None, uuid7().hex,
    )  # fmt: skip
