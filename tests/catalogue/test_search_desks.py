"""Whoever looks for a desk also finds those that can be raised, however it is spelt."""

import pytest

from app.catalogue.models import ShopGroup
from app.catalogue.search.index import index_item
from tests.factories import make_category, make_item, make_person


@pytest.mark.parametrize(
    "query", ["skrivebord", "skriveborde", "skrivbord", "hævebord", "hæve sænke bord", "hæve-sænkebor"]
)
def test_a_desk_that_can_be_raised_is_found(db, browse, query):
    desks = make_category(
        db, "desk_sitstand", name_da="Hæve-sænkebord", name_en="Sit-stand desk", shop_group=ShopGroup.TABLES
    )
    for title in ("Hæve-sænkebord, egetræ", "Hæve-sænkebord, grå"):
        index_item(db, make_item(db, title=title, category=desks))
    index_item(db, make_item(db, title="Kontorstol, blå"))

    page = browse(make_person(db)).get("/items", params={"q": query}).text

    assert "Hæve-sænkebord, egetræ" in page
    assert "Kontorstol, blå" not in page


@pytest.mark.parametrize("query", ["stol", "stole", "kontorstolen", "kontor stol"])
def test_a_chair_is_found(db, browse, query):
    index_item(db, make_item(db, title="Kontorstol, blå"))

    assert "Kontorstol, blå" in browse(make_person(db)).get("/items", params={"q": query}).text
