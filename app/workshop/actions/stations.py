"""Stations: the lead opens, changes and closes them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.actions.locking import lock_settings
from app.workshop.models import Station, StationCategory


class StationNameTaken(DomainError):
    message = _("There is a station with this name already.")


def open_station(db: Session, name: str, *, by: Viewer) -> Station:
    """A new station, last in the row; one that was closed under this name is opened again."""
    last = db.exec(select(sa.func.max(Station.position))).one() or 0
    closed = db.exec(select(Station).where(Station.name == name, col(Station.closed_at).is_not(None))).first()
    made = closed or Station(municipality_id=by.municipality_id, name=name)
    with _own_name(db):
        made.position, made.closed_at = last + 1, None
        db.add(made)
    record(db, "station_opened", made, by=by, after={"name": name})
    return made


def change_station(db: Session, station: Station, *, name: str, categories: Collection[UUID], by: Viewer) -> None:
    """Its name and what is worked on there; a category that belonged to another station moves here."""
    lock_settings(db, station.municipality_id)
    before = {"name": station.name, "categories": sorted(str(each) for each in _categories_of(db, station))}
    with _own_name(db):
        station.name = name
        db.add(station)
    taken = sa.or_(col(StationCategory.station_id) == station.id, col(StationCategory.category_id).in_(categories))
    db.execute(sa.delete(StationCategory).where(taken).execution_options(synchronize_session=False))
    for category_id in categories:
        db.add(StationCategory(municipality_id=station.municipality_id, station_id=station.id, category_id=category_id))
    db.flush()
    after = {"name": name, "categories": sorted(str(each) for each in categories)}
    record(db, "station_changed", station, by=by, before=before, after=after)


def _categories_of(db: Session, station: Station) -> list[UUID]:
    return list(db.exec(select(StationCategory.category_id).where(StationCategory.station_id == station.id)).all())


@contextmanager
def _own_name(db: Session) -> Iterator[None]:
    try:
        with db.begin_nested():
            yield
    except IntegrityError as clash:
        raise StationNameTaken from clash


def close_station(db: Session, station: Station, *, by: Viewer) -> None:
    """Nothing is worked on there any more; its categories belong to no station."""
    station.closed_at = now()
    db.add(station)
    own = col(StationCategory.station_id) == station.id
    db.execute(sa.delete(StationCategory).where(own).execution_options(synchronize_session=False))
    db.flush()
    record(db, "station_closed", station, by=by, before={"name": station.name})
