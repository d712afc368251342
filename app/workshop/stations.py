"""The workshop's stations, and which categories are worked on where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.workshop.models import Station, StationCategory


@dataclass(frozen=True)
class Stations:
    """The open stations in their order, and the one of each category."""

    rows: Sequence[Station]
    by_category: Mapping[UUID, UUID]

    def named(self, station_id: UUID | None) -> str:
        """The station's name; empty where there is none."""
        return next((each.name for each in self.rows if each.id == station_id), "")

    def categories_of(self, station_id: UUID) -> set[UUID]:
        """The categories worked on there."""
        return {category for category, station in self.by_category.items() if station == station_id}


def read_stations(db: Session) -> Stations:
    """The stations of the municipality that are in use."""
    # A category and its station from the pair, because a station without categories has no pair.
    rows: Any = db.execute(
        sa.select(Station, col(StationCategory.category_id), col(StationCategory.station_id))
        .outerjoin(StationCategory, col(StationCategory.station_id) == Station.id)
        .where(col(Station.closed_at).is_(None))
        .order_by(col(Station.position), col(Station.name))
    ).all()
    stations = {station.id: station for station, _category_id, _station_id in rows}
    return Stations(list(stations.values()), {category_id: at for _station, category_id, at in rows if category_id})


def get_station(db: Session, station_id: UUID) -> Station:
    """One station that is in use."""
    found = db.exec(select(Station).where(Station.id == station_id, col(Station.closed_at).is_(None))).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_name_taken(db: Session, name: str, own: Station | None = None) -> bool:
    """Whether another open station has this name, or a closed one that is not to be opened again."""
    found = db.exec(select(Station).where(Station.name == name)).first()
    return found is not None and found != own and (found.closed_at is None or own is not None)
