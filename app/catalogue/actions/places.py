"""Storage places: a small tree of halls, racks and shelves."""

import re
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import PlaceKind, StoragePlace, Unit
from app.catalogue.queries.places import find_place, places_below
from app.catalogue.stages import IN_THE_HOUSE
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record

MAY_STAND_IN: dict[PlaceKind, frozenset[PlaceKind]] = {
    PlaceKind.HALL: frozenset(),
    PlaceKind.RACK: frozenset({PlaceKind.HALL}),
    PlaceKind.SHELF: frozenset({PlaceKind.HALL, PlaceKind.RACK}),
}
_CODE = re.compile(r"[0-9A-ZÆØÅ]+(?:-[0-9A-ZÆØÅ]+)*")


class CodeTaken(DomainError):
    status = 422
    message = _("There is already a place with the code %(code)s")


class NotACode(DomainError):
    status = 422
    message = _("Use letters, digits and hyphens, for example H1-R2")


class WrongParent(DomainError):
    status = 422
    message = _("A rack stands in a hall. A shelf stands in a hall or on a rack.")


class ThingsStandThere(DomainError):
    message = _("Things stand on %(code)s. Put them somewhere else first.")


class PlacesBelow(DomainError):
    message = _("%(code)s has places below it that are in use. Close them first.")


class PlaceClosed(DomainError):
    message = _("%(code)s is not in use any more. Choose another place.")


def add_place(
    db: Session, municipality_id: UUID, *, code: str, name: str, kind: PlaceKind, parent: StoragePlace | None,
    by: Viewer | None,
) -> StoragePlace:  # fmt: skip
    """Make a place known. `NotACode`, `CodeTaken` or `WrongParent` where it does not fit."""
    code = code.strip().upper()
    refuse_code(code)
    if find_place(db, code) is not None:
        raise CodeTaken(code=code)
    _refuse_parent(kind, parent)
    made = StoragePlace(
        municipality_id=municipality_id, code=code, name=name or code, kind=kind,
        parent_id=parent.id if parent else None,
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "storage_place_added", made, by=by, after={"code": code, "kind": kind, "parent_id": made.parent_id})
    return made


def refuse_code(code: str) -> None:
    """Raise `NotACode` for what no label can say: letters (capitals), digits, and hyphens between them."""
    if not _CODE.fullmatch(code):
        raise NotACode


def _refuse_parent(kind: PlaceKind, parent: StoragePlace | None) -> None:
    if parent is not None and (parent.kind not in MAY_STAND_IN[kind] or parent.closed_at is not None):
        raise WrongParent


def rename_place(db: Session, place: StoragePlace, name: str, *, by: Viewer) -> None:
    """Give the place another name; its code stays, because it stands on its label."""
    if name == place.name:
        return
    before, place.name = place.name, name
    db.add(place)
    db.flush()
    record(db, "storage_place_renamed", place, by=by, before={"name": before}, after={"name": name})


def move_place(db: Session, place: StoragePlace, *, kind: PlaceKind, parent: StoragePlace | None, by: Viewer) -> None:
    """Let it stand under another place, with all that stands on it. `WrongParent` where it cannot."""
    _refuse_parent(kind, parent)
    below = places_below(db, place)
    if parent is not None and parent.id in {each.id for each in below}:
        raise WrongParent
    children = [each for each in below if each.parent_id == place.id and each.closed_at is None]
    if any(kind not in MAY_STAND_IN[each.kind] for each in children):
        raise WrongParent
    parent_id = parent.id if parent else None
    after = {"kind": kind, "parent_id": parent_id}
    before = {name: getattr(place, name) for name in after}
    if before == after:
        return
    place.kind, place.parent_id = kind, parent_id
    db.add(place)
    db.flush()
    record(db, "storage_place_moved", place, by=by, before=before, after=after)


def close_place(db: Session, place: StoragePlace, *, by: Viewer) -> None:
    """Take the place out of use. `ThingsStandThere` or `PlacesBelow` while it is needed."""
    # Because somebody could put a thing there while we look.
    db.refresh(place, with_for_update=True)
    if place.closed_at is not None:
        return
    children = select(StoragePlace.id).where(StoragePlace.parent_id == place.id, col(StoragePlace.closed_at).is_(None))
    if db.exec(children).first():
        raise PlacesBelow(code=place.code)
    standing = select(Unit.id).where(Unit.storage_place_id == place.id, col(Unit.stage).in_(IN_THE_HOUSE))
    if db.exec(standing).first():
        raise ThingsStandThere(code=place.code)
    place.closed_at = now()
    db.add(place)
    db.flush()
    record(db, "storage_place_closed", place, by=by, after={"code": place.code})


def open_place(db: Session, place: StoragePlace, *, by: Viewer | None) -> None:
    """Take a closed place into use again; one whose parent is closed stands by itself from now on."""
    if place.closed_at is None:
        return
    parent = db.exec(select(StoragePlace).where(StoragePlace.id == place.parent_id)).one_or_none()
    if parent is not None and parent.closed_at is not None:
        place.parent_id = None
    place.closed_at = None
    db.add(place)
    db.flush()
    record(db, "storage_place_opened", place, by=by, after={"code": place.code, "parent_id": place.parent_id})
