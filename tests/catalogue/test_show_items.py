"""The list: it finds what people mean, narrows, counts, and shows every item once."""

import re
from html import unescape

import pytest
from sqlmodel import select

from app.accounts.models import PriceMode
from app.catalogue.actions import move_units, withdraw_item
from app.catalogue.models import StoragePlace, Unit
from app.catalogue.queries.list import PAGE
from app.catalogue.stages import Stage
from tests.catalogue.factories import counted_statements, make_small_shop
from tests.factories import make_institution, make_item, make_municipality, make_person, the_municipality


def titles(html: str) -> list[str]:
    """The names on the cards, in their order."""
    return [unescape(each) for each in re.findall(r'card-title"><a href="[^"]+">([^<]+)<', html)]


def counts(html: str) -> dict[tuple[str, str], int]:
    """Filter and value to the count beside it."""
    found = re.findall(r'name="(\w+)" value="([^"]*)"[^>]*>.*?<span class="n num">([\d.]+)<', html, re.DOTALL)
    return {(name, value): int(count.replace(".", "")) for name, value, count in found}


def next_page(html: str) -> str | None:
    """The address behind "Vis … flere"."""
    found = re.search(r'<a class="btn sec" href="([^"]+)" data-hx-get', html)
    return unescape(found[1]) if found else None


@pytest.fixture
def shop(db):
    return make_small_shop(db)


@pytest.fixture
def anna(db, browse, shop):
    return browse(make_person(db))


@pytest.mark.parametrize(
    "query,found",
    [
        ("hævebord", {"Hæve-sænkebord, eg"}),
        ("hæve sænke bord", {"Hæve-sænkebord, eg"}),
        ("skriveborde", {"Skrivebord, hvid", "Skrivebord, brugt"}),
        ("skrivbord", {"Skrivebord, hvid", "Skrivebord, brugt"}),
        ("stol", {"Kontorstol, blå", "Kontorstol, rød", "Stabelstol"}),
        ("blå stole", {"Kontorstol, blå", "Stabelstol"}),
        ("trampolin", set()),
    ],
)
def test_the_search_finds_what_people_mean(anna, query, found):
    assert set(titles(anna.get("/items", params={"q": query}).text)) >= found
    assert bool(titles(anna.get("/items", params={"q": query}).text)) == bool(found)


def test_a_mistake_is_answered_with_a_suggestion_that_finds(anna):
    html = anna.get("/items", params={"q": "skrivbord"}).text

    assert "Mente du" in html
    assert 'href="/items?q=skrivebord"' in html


def test_a_number_goes_straight_to_its_item(db, anna, shop):
    number = db.exec(select(Unit.number).where(Unit.item_id == shop["blue"].id)).first()

    for typed in (number, number.lower().replace("-", ""), f" {number} "):
        answer = anna.get("/items", params={"q": typed}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/items/{shop['blue'].id}")
    assert anna.get("/items", params={"q": "Z-9999"}).status_code == 200


@pytest.mark.parametrize(
    "query,found",
    [
        ("alike=4", {"Kontorstol, blå", "Stabelstol", "Hæve-sænkebord, eg"}),
        ("alike=16", {"Stabelstol"}),
        ("group=chairs", {"Kontorstol, blå", "Kontorstol, rød", "Stabelstol"}),
        ("category=task_chair", {"Kontorstol, blå", "Kontorstol, rød"}),
        ("group=chairs&category=stacking_chair", {"Stabelstol"}),
        ("group=tables&category=stacking_chair&colour=wood", {"Hæve-sænkebord, eg", "Skrivebord, brugt"}),
        ("colour=blue&colour=red", {"Kontorstol, blå", "Kontorstol, rød", "Stabelstol"}),
        ("condition=2", {"Skrivebord, brugt"}),
        ("width=60&price=100", {"Stabelstol"}),
        ("q=stol&colour=red", {"Kontorstol, rød"}),
        ("condition=9&colour=pink&alike=5&width=x&sort=z&after=%00", None),
    ],
)
def test_filters_narrow_and_nonsense_is_left_out(anna, query, found):
    shown = set(titles(anna.get(f"/items?{query}").text))

    assert shown == found if found is not None else len(shown) == 6


def test_each_count_is_what_choosing_it_would_show(anna):
    for chosen in ("colour=blue&group=chairs", "q=stol&condition=3"):
        html = anna.get(f"/items?{chosen}").text
        looked_at = {(name, value): count for (name, value), count in counts(html).items() if value}
        assert len(looked_at) > 15
        for (name, value), count in looked_at.items():
            if name not in chosen:
                wished = "&".join(each for each in (chosen, f"{name}={value}") if each)
                assert len(titles(anna.get(f"/items?{wished}").text)) == count, wished


def test_a_count_ignores_the_choice_of_its_own_filter(anna):
    html = anna.get("/items?colour=red").text

    assert counts(html)[("colour", "blue")] == 2
    assert counts(html)[("group", "tables")] == 0
    assert re.search(r'name="group" value="tables" disabled', html)


def test_places_can_be_chosen(db, browse, shop):
    rack = StoragePlace(municipality_id=db.info["municipality_id"], code="R12", name="reol 12")
    db.add(rack)
    db.flush()
    shop["red"].storage_place_id = rack.id
    db.add(shop["red"])

    html = browse(make_person(db)).get("/items?place=R12").text

    assert titles(html) == ["Kontorstol, rød"]
    assert "Fjern filter:" in html


@pytest.mark.parametrize("sort", ["newest", "price", "alike", "relevance"])
def test_paging_shows_every_item_exactly_once(db, browse, sort):
    for n in range(PAGE * 2 + 3):
        make_item(db, title=f"Stol {n:02d}", units=n % 3 + 1, price_ore=n % 5 * 1000)
    anna = browse(make_person(db))
    url: str | None = f"/items?sort={sort}"
    seen: list[str] = []
    pages = 0

    while url:
        html = anna.get(url).text
        seen += titles(html)
        pages += 1
        assert f"{len(seen)} af {PAGE * 2 + 3}" in html
        url = next_page(html)

    assert pages == 3
    assert len(seen) == len(set(seen)) == PAGE * 2 + 3


def test_a_page_goes_on_where_the_last_one_ended_though_its_item_is_gone(db, browse):
    made = [make_item(db, title=f"Stol {n:02d}") for n in range(PAGE + 4)]
    anna = browse(make_person(db))
    first = anna.get("/items").text
    last = next(item for item in made if item.title == titles(first)[-1])

    withdraw_item(db, last, by=None)
    db.commit()
    second = anna.get(next_page(first)).text

    assert titles(second) == ["Stol 03", "Stol 02", "Stol 01", "Stol 00"]


def test_a_sold_out_or_withdrawn_item_is_gone_at_once(db, anna, shop):
    assert counts(anna.get("/items").text)[("group", "chairs")] == 3

    withdraw_item(db, shop["stack"], by=None)
    units = db.exec(select(Unit).where(Unit.item_id == shop["red"].id)).all()
    move_units(db, units, Stage.RESERVED, by=None, event="unit_reserved")
    db.commit()
    html = anna.get("/items").text

    assert set(titles(html)) == {"Kontorstol, blå", "Hæve-sænkebord, eg", "Skrivebord, hvid", "Skrivebord, brugt"}
    assert counts(html)[("group", "chairs")] == 1
    assert "4 varer" in html


def test_the_neighbours_items_are_neither_shown_nor_counted(db, anna, shop, browse):
    make_municipality(db)
    make_institution(db)
    stranger = browse(make_person(db))

    assert titles(stranger.get("/items?q=stol").text) == []
    assert "Butikken er tom" in stranger.get("/items").text
    assert stranger.get(f"/items/{shop['blue'].id}").status_code == 404
    assert len(titles(anna.get("/items").text)) == 6


def test_what_is_free_has_no_prices_to_filter_by(db, browse, shop):
    the_municipality(db).price_mode = PriceMode.FREE
    html = browse(make_person(db)).get("/items?sort=price").text

    assert "Gratis" in html
    assert ("price", "100") not in counts(html)
    assert "Billigste" not in html


def test_an_empty_list_says_what_helps(anna):
    few = anna.get("/items?q=skrivebord&alike=16").text
    filtered = anna.get("/items?colour=red&condition=2").text

    assert "ikke så mange ens" in few
    assert 'href="/items?q=skrivebord"' in few
    assert "Nulstil filtre" in filtered
    assert "Det har vi ikke" in anna.get("/items?q=trampolin").text


@pytest.mark.parametrize("url", ["/items", "/items?q=stol", "/items?alike=4&colour=blue&sort=price", "/"])
def test_a_page_asks_no_more_of_the_database_however_much_there_is(db, engine, browse, url):
    make_small_shop(db)
    anna = browse(make_person(db))
    anna.get(url)
    with counted_statements(engine) as few:
        anna.get(url)
    for n in range(30):
        make_item(db, title=f"Reol {n}")
    db.commit()
    anna.get(url)

    with counted_statements(engine) as many:
        anna.get(url)

    assert 0 < len(few) == len(many) <= 8


def test_htmx_gets_the_list_without_the_page_around_it(anna):
    part = anna.get("/items?alike=4", headers={"HX-Request": "true"}).text

    assert "<html" not in part
    assert len(titles(part)) == 3
    assert all(f'id="{name}"' in part for name in ("list", "facets", "quick", "item_list"))
