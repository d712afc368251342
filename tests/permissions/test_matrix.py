"""Every route × method × role × {own, another institution's, another municipality's}, as the table says."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from app.accounts.models import Role
from app.accounts.viewer import Viewer
from tests.architecture.test_routes import guarded_routes
from tests.permissions.table import LETTERS, PUBLIC, TABLE, Row
from tests.permissions.world import Params, World

WHOSE = ("own", "other", "foreign")
NOT_THERE = {404}
NO_THING = {"none", "sheet"}


def filled(path: str, params: Params) -> str:
    """The route's address for this thing."""
    return re.sub(r"{(\w+)}", lambda match: str(params[match[1]]), path)


def ask(visitor: Any, row: Row, params: Params) -> int:
    """The status the route answers with; a POST says only which thing, so what is allowed stops at the form."""
    address, said = filled(row.path, params), {name[1:]: value for name, value in params.items() if name[0] == "?"}
    if row.method == "GET":
        answer = visitor.get(address, params=said, follow_redirects=False, may_fail=True)
    else:
        answer = visitor.post(address, said, follow_redirects=False, may_fail=True)
    # Because the workshop is asked whether a number nobody knows is a new thing.
    is_unknown_number = answer.headers.get("location", "").startswith("/workshop/find")
    return 404 if is_unknown_number else int(answer.status_code)


def test_the_table_holds_every_route(app):
    there = {
        f"{method} {path}" for path, methods, _guards in guarded_routes(app) for method in methods - {"HEAD", "OPTIONS"}
    }

    assert there - {row.name for row in TABLE} == set()
    assert {row.name for row in TABLE} - there == set()


def cells(row: Row) -> Iterator[str]:
    """Whose thing; where the address names no thing, only the role matters, and public routes have none."""
    if row.own != PUBLIC:
        yield from WHOSE if row.kind not in NO_THING else WHOSE[:1]


@pytest.mark.parametrize("role", LETTERS.values())
def test_every_cell_answers_as_the_table_says(db, browse, role):
    world = World(db)
    visitor = browse(world.own.people[role])

    @cache
    def kept(kind: str, whose: str) -> Params:
        return world.make(kind, whose, role)

    wrong, seen = [], 0
    with visitor.client:  # one event loop for all requests, not one for each
        for row, whose in ((each, whose) for each in TABLE for whose in cells(each)):
            is_allowed = row.allows(role, whose)
            # Because a POST that is allowed may use the thing up, it gets one of its own.
            is_new = row.method == "POST" and is_allowed
            status = ask(visitor, row, world.make(row.kind, whose, role) if is_new else kept(row.kind, whose))
            seen += 1
            if (status not in NOT_THERE) != is_allowed or status in (401, 403, 500):
                wrong.append(f"{row.name} ({whose}): {status}, allowed: {is_allowed}")

    assert seen > 150
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_stranger_is_asked_to_sign_in(db, browse):
    world, stranger, wrong = World(db), browse(), []
    for row in TABLE:
        if row.own == PUBLIC:
            continue
        status = ask(stranger, row, world.make(row.kind, "own", Role.EMPLOYEE))
        if status != (303 if row.method == "GET" else 401):
            wrong.append(f"{row.name}: {status}")

    assert not wrong, "\n" + "\n".join(wrong)


def test_with_the_guard_off_the_matrix_would_complain(db, browse, monkeypatch):
    """The control: an unguarded door is seen as open by the same question."""
    visitor = browse(World(db).own.people[Role.EMPLOYEE])
    closed = next(row for row in TABLE if row.path == "/admin/people")
    assert ask(visitor, closed, {}) == 404

    monkeypatch.setattr(Viewer, "may", lambda _self, _permission: True)

    assert ask(visitor, closed, {}) == 200
