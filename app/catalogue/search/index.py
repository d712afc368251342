"""The search in the database: what items are found by is written with the item, what was typed is looked up."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from threading import Lock
from time import monotonic
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.catalogue.models import Category, Colour, Item, SearchTerm, SearchWord
from app.catalogue.search.analyse import FoundBy, index_words
from app.catalogue.search.plan import QueryPlan
from app.catalogue.search.spelling import Vocabulary

ITEMS_AT_ONCE = 500
WORDS_AT_ONCE = 500
LONGEST_SHOWN = 120
OLDEST_VOCABULARY_S = 600

COLOUR_WORDS = {
    Colour.BLACK: "sort black",
    Colour.WHITE: "hvid white",
    Colour.GREY: "grå grey",
    Colour.BLUE: "blå blue",
    Colour.GREEN: "grøn green",
    Colour.RED: "rød red",
    Colour.ORANGE: "orange",
    Colour.YELLOW: "gul yellow",
    Colour.BROWN: "brun brown",
    Colour.WOOD: "træ wood",
    Colour.STEEL: "stål steel",
    Colour.MIXED: "",
}


class _Kept(NamedTuple):
    newest_word: int
    read_at: float
    vocabulary: Vocabulary


_kept: dict[UUID, _Kept] = {}
_kept_lock = Lock()


def index_item(db: Session, item: Item) -> None:
    """Make the item findable by what it says now; what it was found by before is forgotten."""
    index_items(db, [item])


def index_items(db: Session, items: Iterable[Item]) -> None:
    """The same for many items of one municipality, in few statements."""
    rest = iter(items)
    while some := list(islice(rest, ITEMS_AT_ONCE)):
        _index(db, some)


def item_words(item: Item, category: Category) -> dict[str, FoundBy]:
    """What one item is found by: title, category, then measures (cm), colour, material and description."""
    sides = [side for side in (item.width_mm, item.depth_mm, item.height_mm) if side]
    size = f"{'x'.join(map(str, sides))} mm" if sides else ""
    other = " . ".join([size, COLOUR_WORDS[item.colour], item.material, category.name_en, item.description])
    return index_words(item.title, other, category=category.name_da)


def search_parameters(plan: QueryPlan) -> dict[str, str]:
    """What a statement with `search_items` needs beside :municipality_id."""
    rows = [
        {"reading": number, "part": part, "parts": len(reading.groups), "term": term, "weight": weight}
        for number, reading in enumerate(plan.readings)
        for part, group in enumerate(reading.groups)
        for term, weight in group
    ]
    return {"search_plan": json.dumps(rows)}


@cache
def search_items(dialect: str) -> sa.Subquery:
    """The items a plan finds: columns `item_id` and `score` (1 to 100 000, the best first), one row per item.

    `dialect` is the engine's ("sqlite" or "postgresql"). Join it into any statement on items and give
    :municipality_id and `search_parameters(plan)` when running it. An empty plan finds nothing.
    """
    plan, term = _plan_rows(dialect), sa.inspect(SearchTerm).local_table.c
    best = (
        sa.select(plan.c.reading, plan.c.parts, term.item_id, sa.func.max(term.weight * plan.c.weight).label("best"))
        .join_from(plan, term.item_id.table, term.term == plan.c.term)
        .where(term.municipality_id == sa.bindparam("municipality_id"))
        .group_by(plan.c.reading, plan.c.parts, plan.c.part, term.item_id)
        .subquery("best")
    )
    read = (
        sa.select(best.c.item_id, sa.func.sum(best.c.best).label("score"))
        .group_by(best.c.item_id, best.c.reading, best.c.parts)
        .having(sa.func.count() == best.c.parts)
        .subquery("read")
    )
    return (
        sa.select(read.c.item_id, sa.func.max(read.c.score).label("score")).group_by(read.c.item_id).subquery("found")
    )


def vocabulary(db: Session, municipality_id: UUID) -> Vocabulary:
    """The municipality's words, kept between requests and read again when there are new ones.

    Another process may add words at any time; the highest id tells, at the price of one look into an index. A word
    whose transaction ended out of turn is seen after ten minutes at the latest, and found by its plain form before.
    """
    words = sa.inspect(SearchWord).local_table.c
    here = words.municipality_id == sa.bindparam("municipality_id", municipality_id)
    newest = db.connection().scalar(sa.select(sa.func.max(words.id)).where(here)) or 0
    kept = _kept.get(municipality_id)
    if kept and kept.newest_word == newest and monotonic() - kept.read_at < OLDEST_VOCABULARY_S:
        return kept.vocabulary
    read = db.connection().execute(sa.select(words.term, words.shown).where(here))
    fresh = Vocabulary({row.term: row.shown for row in read})
    with _kept_lock:
        _kept[municipality_id] = _Kept(newest, monotonic(), fresh)
    return fresh


def _plan_rows(dialect: str) -> sa.CTE:
    """The plan as rows, from one JSON parameter, so that one prepared statement serves every query."""
    rows = {
        "sqlite": "SELECT json_extract(value, '$.reading') AS reading, json_extract(value, '$.part') AS part, "
        "json_extract(value, '$.parts') AS parts, json_extract(value, '$.term') AS term, "
        "json_extract(value, '$.weight') AS weight FROM json_each(:search_plan)",
        "postgresql": "SELECT reading, part, parts, term, weight FROM jsonb_to_recordset(CAST(:search_plan AS jsonb)) "
        "AS plan(reading integer, part integer, parts integer, term text, weight integer)",
    }
    columns = [sa.column(name, sa.Integer) for name in ("reading", "part", "parts", "weight")]
    return sa.text(rows[dialect]).columns(*columns, sa.column("term", sa.String)).cte("search_plan")


def _index(db: Session, items: Sequence[Item]) -> None:
    db.flush()
    municipality_id = items[0].municipality_id
    categories = {item.category_id for item in items}
    category = {each.id: each for each in db.exec(select(Category).where(col(Category.id).in_(categories)))}
    words = {item.id: item_words(item, category[item.category_id]) for item in items}
    connection = db.connection()
    connection.execute(
        sa.delete(SearchTerm).where(
            col(SearchTerm.municipality_id) == municipality_id, col(SearchTerm.item_id).in_(list(words))
        )
    )
    rows = [
        {"municipality_id": municipality_id, "term": term, "item_id": item_id, "weight": found_by.weight}
        for item_id, by in words.items()
        for term, found_by in by.items()
    ]
    if rows:
        connection.execute(sa.insert(SearchTerm), rows)
    _learn(connection, municipality_id, {term: by.shown for each in words.values() for term, by in each.items()})


def _learn(connection: sa.Connection, municipality_id: UUID, shown: Mapping[str, str]) -> None:
    """Add the terms that are new to the municipality."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # In order, because two that add the same words in different order would wait for each other for ever.
    for terms in _some(sorted(shown)):
        asked = select(SearchWord.term).where(
            SearchWord.municipality_id == municipality_id, col(SearchWord.term).in_(terms)
        )
        known = set(connection.scalars(asked))
        new = [
            {"municipality_id": municipality_id, "term": term, "shown": shown[term][:LONGEST_SHOWN]}
            for term in terms
            if term not in known
        ]
        if new:
            connection.execute(insert(SearchWord).on_conflict_do_nothing(), new)


def _some(terms: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(terms), WORDS_AT_ONCE):
        yield terms[start : start + WORDS_AT_ONCE]
