"""The search in the database, on both engines."""

import sqlite3
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.catalogue.models import Colour, Item, SearchTerm, SearchWord
from app.catalogue.search.index import index_item, index_items, search_items, search_parameters, vocabulary
from app.catalogue.search.plan import query_plan
from tests.catalogue.test_search_quality import CASES, TITLES, Shop
from tests.databases import SqliteTemplate
from tests.factories import make_category, make_item, make_municipality


def find(db: Session, query: str) -> list[str]:
    """Titles, best first, as the shop's list asks for them."""
    here = db.info["municipality_id"]
    found = search_items(db.connection().dialect.name)
    item = sa.inspect(Item).local_table.c
    asked = sa.select(item.title).join(found, found.c.item_id == item.id).order_by(found.c.score.desc(), item.title)
    plan = query_plan(query, vocabulary(db, here))
    return list(db.connection().scalars(asked, {"municipality_id": here, **search_parameters(plan)}))


def make_shop(db: Session) -> None:
    """The titles of the quality table as items."""
    items = []
    for row in TITLES:
        category = make_category(db, row["category"], name_da=row["category"], name_en="")
        facts = {"width_mm": 0, "depth_mm": 0, "height_mm": 0}
        items.append(make_item(db, units=0, category=category, title=row["title"], description=row["other"], **facts))
    index_items(db, items)


def test_the_database_answers_every_query_as_the_reference_does(db: Session) -> None:
    make_shop(db)
    reference, title = Shop(), {row["key"]: row["title"] for row in TITLES}

    for case in CASES:
        assert sorted(find(db, case["query"])) == sorted(title[key] for key in reference.find(case["query"]))
    assert find(db, "reol")[:2] == ["Reol i eg, fem hylder", "Reoler til lager, galvaniseret"]


def test_an_item_is_found_by_its_measures_colour_and_category(db: Session) -> None:
    tables = make_category(db, "desk", name_da="Skrivebord", name_en="Desk")
    item = make_item(db, category=tables, title="Linak", colour=Colour.GREY, width_mm=1600, depth_mm=800, height_mm=720)
    index_item(db, item)

    for query in ("160x80", "grå skriveborde", "grey desk", "bord"):
        assert find(db, query) == ["Linak"], query


def test_an_item_is_found_by_what_it_says_now(db: Session) -> None:
    item = make_item(db, title="Gyngestol", category=make_category(db, "x", name_da="Ting", name_en="Things"))
    index_item(db, item)
    assert find(db, "gyngestole") == ["Gyngestol"]

    item.title = "Havebænk"
    index_item(db, item)

    assert find(db, "gyngestole") == []
    assert find(db, "bænke") == ["Havebænk"]


def test_a_long_title_leaves_out_what_is_too_long_for_a_term(db: Session) -> None:
    item = make_item(db, title=f"Reol {'x' * 115}")

    index_item(db, item)

    assert find(db, "reoler") == [item.title]
    assert max(map(len, db.exec(select(SearchTerm.term)))) <= 60


def test_the_neighbours_words_and_things_stay_with_the_neighbour(db: Session) -> None:
    index_item(db, make_item(db, title="Kanarifuglebur"))
    first = db.info["municipality_id"]
    db.info["municipality_id"] = make_municipality(db).id

    assert find(db, "kanarifuglebur") == []
    assert len(vocabulary(db, db.info["municipality_id"])) == 0
    assert "kanarifuglebur" in vocabulary(db, first)


def test_words_another_process_adds_are_seen_at_the_next_search(db: Session, engine: Engine) -> None:
    here = db.info["municipality_id"]
    before = vocabulary(db, here)
    db.commit()

    with Session(engine) as other:
        other.add(SearchWord(municipality_id=here, term="skaenk", shown="skænk"))
        other.commit()

    assert "skaenk" not in before
    assert vocabulary(db, here).shown("skaenk") == "skænk"
    assert vocabulary(db, here) is vocabulary(db, here)


def test_a_word_is_learned_once(db: Session) -> None:
    index_items(db, [make_item(db, title="Reol"), make_item(db, title="Reoler")])
    index_item(db, make_item(db, title="Reol"))

    learned = db.exec(select(SearchWord).where(col(SearchWord.term) == "reol")).all()

    assert len(learned) == 1


def test_odd_queries_are_only_text(db: Session) -> None:
    index_item(db, make_item(db, title="Reol"))

    for query in ("reol' OR 1=1 --", 'reol"}', "\\", "[]", str(uuid4()), "🪑"):
        assert set(find(db, query)) <= {"Reol"}


def test_sqlite_keeps_the_terms_in_search_order(sqlite_template: SqliteTemplate) -> None:
    with sqlite3.connect(sqlite_template.file) as connection:
        made = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'search_term'").fetchone()[0]

    assert "WITHOUT ROWID" in made
