"""The one who looks: who they are and what their roles allow, as plain facts for one request."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true

from app.accounts.models import Municipality, Role
from app.accounts.permissions import ROLE_PERMISSIONS, START_PAGES, Permission


@dataclass(frozen=True)
class HeldRole:
    """A role, and the branch of the tree it holds for (None: the whole municipality)."""

    role: Role
    path: str | None


@dataclass(frozen=True)
class Scope:
    """The part of the tree where a permission holds."""

    everywhere: bool
    paths: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether an institution with this path lies in the scope."""
        return self.everywhere or any(path.startswith(branch) for branch in self.paths)

    def where(self, path_column: Any) -> ColumnElement[bool]:
        """The same as an SQL condition on a column that holds an institution's path."""
        if self.everywhere:
            return true()
        return or_(false(), *(path_column.startswith(branch, autoescape=True) for branch in self.paths))


@dataclass(frozen=True)
class Viewer:
    """A signed-in person during one request."""

    person_id: UUID
    name: str
    email: str
    phone: str
    language: str
    institution_id: UUID | None
    municipality: Municipality
    roles: tuple[HeldRole, ...] = field(default=())
    session_id: UUID | None = None

    is_signed_in = True

    @property
    def municipality_id(self) -> UUID:
        return self.municipality.id

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything the viewer may do somewhere."""
        return frozenset().union(*(ROLE_PERMISSIONS[held.role] for held in self.roles))

    def may(self, permission: Permission | str) -> bool:
        """Whether the viewer may do this anywhere at all."""
        return Permission(permission) in self.permissions

    def scope(self, permission: Permission) -> Scope:
        """Where the viewer may do this."""
        paths = [held.path for held in self.roles if permission in ROLE_PERMISSIONS[held.role]]
        return Scope(None in paths, tuple(path for path in paths if path is not None))

    def may_at(self, permission: Permission, path: str) -> bool:
        """Whether the viewer may do this at the institution with this path."""
        return self.scope(permission).covers(path)

    @property
    def start_page(self) -> str:
        """Where the viewer's most hands-on role begins its day."""
        held = {each.role for each in self.roles}
        return next((page for role, page in START_PAGES if role in held), "/")
