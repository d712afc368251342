"""The door of every route: who is there, and may they? A route without a declared permission fails the build."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import Depends, Request

from app.accounts import deeds
from app.accounts.permissions import Permission
from app.accounts.sessions import find_viewer
from app.accounts.viewer import Viewer
from app.core import csrf
from app.core.db import Db
from app.core.errors import NotFound, SignInFirst


def perhaps_signed_in(request: Request, db: Db) -> Viewer | None:
    """The viewer, where somebody is signed in; from here on the session sees only their municipality."""
    token = request.cookies.get(csrf.cookie_name(csrf.SESSION_COOKIE))
    viewer = find_viewer(db, token, request.app.state.engine) if token else None
    if viewer is not None:
        db.info["municipality_id"] = viewer.municipality_id
    request.state.viewer = viewer
    return viewer


PerhapsSignedIn = Annotated[Viewer | None, Depends(perhaps_signed_in, scope="function")]


async def signed_in(viewer: PerhapsSignedIn) -> Viewer:
    """The viewer; nobody is asked to sign in."""
    if viewer is None:
        raise SignInFirst
    return viewer


SignedIn = Annotated[Viewer, Depends(signed_in, scope="function")]


class Guard:
    """What a route declares: the permission it takes, or that it is for everyone."""

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission


def allow(permission: Permission) -> Any:
    """This route is for those with the permission, somewhere; for others it does not exist.

    What they send to it with a key is carried out once.
    """

    async def check(request: Request, viewer: SignedIn, db: Db) -> AsyncIterator[None]:
        if not viewer.may(permission):
            raise NotFound
        async with deeds.carried_out_once(request, db, viewer):
            yield

    return _declared(check, Guard(permission))


def everyone() -> Any:
    """This route is for everyone, signed in or not."""

    async def check(viewer: PerhapsSignedIn) -> None:
        return None

    return _declared(check, Guard(None))


def _declared(check: Callable[..., Any], guard: Guard) -> Any:
    check.guard = guard  # type: ignore[attr-defined]
    return Depends(check, scope="function")
