"""Storage places, read as a tree; what stands on each, and below it."""

import re
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import PlaceKind, StoragePlace, Unit
from app.catalogue.stages import IN_THE_HOUSE
from app.core.errors import NotFound

_LETTER = {PlaceKind.HALL: "H", PlaceKind.RACK: "R", PlaceKind.SHELF: "S"}


@dataclass(frozen=True)
class PlaceNode:
    """A place in its tree: how deep (0 is the top), how many things stand on it, and on it and below it."""

    place: StoragePlace
    depth: int
    here: int
    in_all: int


def natural(code: str) -> list[tuple[int, str]]:
    """Sorts R2 before R10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", code)]


def all_places(db: Session, *, closed: bool = False) -> list[StoragePlace]:
    """Every place in use, in the order of their codes; the closed ones too where wanted."""
    found = select(StoragePlace)
    if not closed:
        found = found.where(col(StoragePlace.closed_at).is_(None))
    return sorted(db.exec(found).all(), key=lambda place: natural(place.code))


def find_place(db: Session, code: str) -> StoragePlace | None:
    """The place with this code, however its letters were written; None where there is none."""
    wanted = code.strip().casefold()
    # Because a database folds only the letters of ASCII, and codes have Danish ones.
    found = [place for place in all_places(db, closed=True) if place.code.casefold() == wanted]
    return found[0] if wanted and found else None


def get_place(db: Session, code: str) -> StoragePlace:
    """The place with this code."""
    found = find_place(db, code)
    if found is None:
        raise NotFound
    return found


def places_below(db: Session, place: StoragePlace) -> list[StoragePlace]:
    """The place itself and every place below it, closed ones too."""
    children: dict[UUID | None, list[StoragePlace]] = defaultdict(list)
    for each in all_places(db, closed=True):
        children[each.parent_id].append(each)
    found, waiting = [], [place]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children[one.id]
    return found


def place_path(db: Session, place: StoragePlace) -> list[StoragePlace]:
    """The places above this one, the hall first."""
    by_id = {each.id: each for each in all_places(db, closed=True)}
    path: list[StoragePlace] = []
    above = by_id.get(place.parent_id) if place.parent_id else None
    while above is not None and above not in path:
        path.insert(0, above)
        above = by_id.get(above.parent_id) if above.parent_id else None
    return path


def counts_by_place(db: Session) -> dict[UUID, int]:
    """How many things of the house stand on each place itself."""
    counted = (
        select(Unit.storage_place_id, sa.func.count())
        .where(col(Unit.storage_place_id).is_not(None), col(Unit.stage).in_(IN_THE_HOUSE))
        .group_by(col(Unit.storage_place_id))
    )
    return {place_id: count for place_id, count in db.exec(counted) if place_id is not None}


def place_tree(db: Session) -> list[PlaceNode]:
    """Every place in use with its counts, each parent before its children."""
    counts, children = counts_by_place(db), defaultdict(list)
    places = all_places(db)
    known = {place.id for place in places}
    for place in places:
        children[place.parent_id if place.parent_id in known else None].append(place)
    return [node for top in children[None] for node in _branch(top, 0, children, counts)]


def _branch(
    place: StoragePlace, depth: int, children: dict[UUID | None, list[StoragePlace]], counts: dict[UUID, int]
) -> list[PlaceNode]:
    below = [_branch(child, depth + 1, children, counts) for child in children[place.id]]
    here = counts.get(place.id, 0)
    node = PlaceNode(place, depth, here, here + sum(branch[0].in_all for branch in below))
    return [node, *(each for branch in below for each in branch)]


def units_standing(db: Session, places: list[StoragePlace]) -> list[Unit]:
    """The things of the house that stand on these places, in the order of their numbers."""
    standing = select(Unit).where(
        col(Unit.storage_place_id).in_([place.id for place in places]), col(Unit.stage).in_(IN_THE_HOUSE)
    )
    return list(db.exec(standing.order_by(col(Unit.number))).all())


def suggest_code(db: Session, kind: PlaceKind, parent: StoragePlace | None) -> str:
    """The next free code of this kind there: H1, H1-R2, H1-R2-S3."""
    taken = {place.code.casefold() for place in all_places(db, closed=True)}
    start = f"{parent.code}-{_LETTER[kind]}" if parent else _LETTER[kind]
    return next(code for n in range(1, len(taken) + 2) if (code := f"{start}{n}").casefold() not in taken)
