"""The workplaces a viewer's report may speak of, and the part of the tree one report is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.accounts.models import Institution
from app.accounts.viewer import Scope
from app.core.errors import NotFound

_TABLE: Final = SQLModel.metadata.tables[str(Institution.__tablename__)]
_PLACES: Final = sa.select(_TABLE.c.id, _TABLE.c.path, _TABLE.c.name, _TABLE.c.number).where(
    _TABLE.c.municipality_id == sa.bindparam("municipality_id")
)


@dataclass(frozen=True, slots=True)
class Place:
    """A workplace, closed ones too: what it got counts still. `depth` is 0 at the top of the tree."""

    id: UUID
    path: str
    name: str
    number: str

    @property
    def depth(self) -> int:
        return self.path.count("/") - 1

    @property
    def parent_path(self) -> str:
        return self.path[: self.path.rstrip("/").rfind("/") + 1]


@dataclass(frozen=True)
class Branch:
    """A part of a report: a workplace with all below it, or (`is_own`) what the workplace got itself."""

    place: Place
    is_own: bool
    ids: frozenset[UUID]


@dataclass(frozen=True)
class Places:
    """The municipality's workplaces in the order of the tree, and those among them the viewer may see figures of."""

    every: Sequence[Place]
    scope: Scope

    @property
    def visible(self) -> list[Place]:
        return [place for place in self.every if self.scope.covers(place.path)]

    @property
    def tops(self) -> list[Place]:
        """The highest workplaces the viewer may see."""
        paths = {place.path for place in self.visible}
        return [place for place in self.visible if place.parent_path not in paths]

    def get(self, institution_id: UUID) -> Place:
        """One workplace; what the viewer may not see does not exist."""
        for place in self.visible:
            if place.id == institution_id:
                return place
        raise NotFound

    def below(self, place: Place) -> list[Place]:
        """The workplace and everything under it."""
        return [each for each in self.every if each.path.startswith(place.path)]

    def ids(self, place: Place | None, *, own: bool = False) -> tuple[UUID, ...] | None:
        """Whose lines a report of this place sums; None is the whole municipality, without any condition."""
        if place is None:
            return None if self.scope.everywhere else tuple(each.id for each in self.visible)
        return (place.id,) if own else tuple(each.id for each in self.below(place))

    def name_of(self, institution_id: UUID | None) -> str:
        """The workplace's name, also of one the viewer sees no figures of."""
        return next((place.name for place in self.every if place.id == institution_id), "")

    def branches(self, place: Place | None) -> list[Branch]:
        """The parts whose sums make up the report of this place, every line in exactly one of them."""
        tops = [each for each in self.every if each.parent_path == place.path] if place else self.tops
        if place is None and len(tops) == 1:
            return self.branches(tops[0])
        found = [Branch(top, False, frozenset(each.id for each in self.below(top))) for top in tops]
        return [*found, Branch(place, True, frozenset({place.id}))] if place else found


def places_of(db: Session, municipality_id: UUID, scope: Scope) -> Places:
    """All workplaces of the municipality, siblings by name."""
    rows = db.execute(_PLACES, {"municipality_id": municipality_id}).all()
    names = {path: name.casefold() for _id, path, name, _number in rows}

    def along(place: Place) -> list[str]:
        steps = [end + 1 for end, sign in enumerate(place.path) if sign == "/"]
        return [names.get(place.path[:end], "") for end in steps]

    return Places(sorted((Place(*row) for row in rows), key=along), scope)
