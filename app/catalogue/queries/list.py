"""The list: what was searched for, narrowed, sorted and shown a page at a time."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.catalogue.forms import Sort, Wish
from app.catalogue.queries.cards import Card, cards_of
from app.catalogue.queries.facets import Facet, Narrowed, facets_of, narrow
from app.catalogue.queries.shelf import Shelf, shelf_of
from app.catalogue.search.index import search_items, search_parameters, vocabulary
from app.catalogue.search.plan import QueryPlan, query_plan

PAGE = 24
SEARCHES_KEPT = 50


@dataclass(frozen=True)
class Listing:
    """One page of the list. `seen` counts the items to its end; `after` is where the next begins, if any."""

    shelf: Shelf
    cards: list[Card]
    facets: list[Facet]
    total: int
    seen: int
    after: str | None
    suggestion: str | None
    found: int
    """How many items the search alone finds."""


@dataclass(frozen=True)
class _Found:
    mask: int
    scores: Mapping[int, int]
    suggestion: str | None = None


@cache
def _scores_statement(dialect: str) -> sa.Select[tuple[str, int]]:
    found = search_items(dialect)
    # As text, because thousands of rows are read and most ids are only looked up.
    return sa.select(sa.type_coerce(found.c.item_id, sa.String), found.c.score)


def look_through(db: Session, wish: Wish, *, shows_prices: bool) -> Listing:
    """What the wish finds in the shop, a page of it, with the filters' counts."""
    shelf = shelf_of(db)
    found = _remembered(db, shelf, wish.q) if wish.q else _Found(shelf.everything, {})
    narrowed = narrow(shelf, wish, found.mask)
    members, values = _sorted_members(shelf, wish.sorted_by, narrowed, found.scores)
    start = _start(shelf, members, values, wish.after)
    page = members[start : start + PAGE]
    end = start + len(page)
    return Listing(
        shelf=shelf,
        cards=cards_of(db, [shelf.id_at(at) for at in page], shows_prices=shows_prices),
        facets=facets_of(shelf, wish, narrowed, shows_prices=shows_prices),
        total=len(members),
        seen=end,
        after=_mark(shelf, page[-1], values) if page and end < len(members) else None,
        suggestion=found.suggestion,
        found=found.mask.bit_count(),
    )


def _remembered(db: Session, shelf: Shelf, q: str) -> _Found:
    found: _Found | None = shelf.searches.get(q)
    if found is None:
        if len(shelf.searches) >= SEARCHES_KEPT:
            shelf.searches.clear()
        found = shelf.searches[q] = _search(db, shelf, q)
    return found


def _search(db: Session, shelf: Shelf, q: str) -> _Found:
    plan: QueryPlan = query_plan(q, vocabulary(db, db.info["municipality_id"]))
    if not plan.readings:
        return _Found(0, {}, plan.suggestion)
    statement = _scores_statement(db.get_bind().dialect.name)
    asked: dict[str, Any] = {"municipality_id": db.info["municipality_id"], **search_parameters(plan)}
    places = shelf.place_of
    rows = ((_number(item_id), score) for item_id, score in db.execute(statement, asked).all())
    scores = {places[number]: -int(score) for number, score in rows if number in places}
    return _Found(shelf.mask_at(scores), scores, plan.suggestion)


def _number(item_id: Any) -> int:
    """An id as the driver gives it: SQLite's text, PostgreSQL's UUID."""
    return int(item_id, 16) if isinstance(item_id, str) else int(item_id.int)


def _sorted_members(
    shelf: Shelf, sort: Sort, narrowed: Narrowed, scores: Mapping[int, int]
) -> tuple[Sequence[int], Sequence[int] | Mapping[int, int]]:
    """The places that are left in the order asked for, and by what they are ordered."""
    if sort is not Sort.RELEVANCE:
        return shelf.members(narrowed.mask, shelf.orders[sort]), shelf.values[sort]
    members = shelf.members(narrowed.mask, shelf.orders[Sort.NEWEST])
    return sorted(members, key=scores.__getitem__), scores


def _mark(shelf: Shelf, at: int, values: Sequence[int] | Mapping[int, int]) -> str:
    return f"{values[at]}.{shelf.published[at]}.{shelf.numbers[at]:x}"


def _start(shelf: Shelf, members: Sequence[int], values: Any, after: str) -> int:
    """Where the page after this mark begins; the mark holds even when its item is gone."""
    try:
        value, published, number = after.split(".")
        mark = (int(value), (-int(published), -int(number, 16)))
    except ValueError:
        return 0
    return bisect_right(members, mark, key=lambda at: (values[at], shelf.stamp(at)))
