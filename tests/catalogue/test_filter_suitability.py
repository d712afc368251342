"""What a thing is suited for: shown on its page, filtered by without any script, counted as every other filter."""

import re

import pytest

from app.history import record
from tests.catalogue.factories import make_small_shop
from tests.catalogue.test_show_items import counts, titles
from tests.factories import make_person


@pytest.fixture
def shop(db):
    """Two chairs for schools, one of which can be washed; a table for care."""
    items = make_small_shop(db)
    chairs = [item for item in items.values() if "stol" in item.title.lower()]
    table = next(item for item in items.values() if "bord" in item.title.lower())
    for item, suited in ((chairs[0], "school washable"), (chairs[1], "school"), (table, "care")):
        item.suitability = suited
        db.add(item)
        record(db, "item_revised", item, by=None)
    db.commit()
    return {"both": chairs[0], "school": chairs[1], "care": table}


def test_the_filter_narrows_and_every_further_note_is_wished_for_as_well(db, browse, shop):
    web = browse(make_person(db))

    schools = web.get("/items?suits=school").text
    washable = web.get("/items?suits=school&suits=washable").text

    assert set(titles(schools)) == {shop["both"].title, shop["school"].title}
    assert titles(washable) == [shop["both"].title]


def test_the_counts_say_what_a_further_note_would_leave(db, browse, shop):
    web = browse(make_person(db))

    everything, schools = counts(web.get("/items").text), counts(web.get("/items?suits=school").text)

    assert [everything["suits", each] for each in ("school", "washable", "care")] == [2, 1, 1]
    assert [schools["suits", each] for each in ("school", "washable", "care")] == [2, 1, 0]
    assert ("suits", "anchored") not in everything


def test_a_chosen_note_can_be_taken_away_and_nonsense_is_no_filter(db, browse, shop):
    web = browse(make_person(db))
    html = web.get("/items?suits=school").text

    chip = re.search(r'<a class="chip[^"]*" href="(/items[^"]*)"[^>]*>(?:<span class="vh">[^<]*</span>)?Skole', html)

    assert chip is not None
    assert "suits" not in chip[1]
    assert len(titles(web.get("/items?suits=antique").text)) == len(titles(web.get("/items").text))


def test_the_page_of_the_item_says_what_it_is_suited_for(db, browse, shop):
    web = browse(make_person(db))

    assert "Kan vaskes" in web.get(f"/items/{shop['both'].id}").text
    assert "Kan vaskes" not in web.get(f"/items/{shop['school'].id}").text
