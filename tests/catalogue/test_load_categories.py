"""The starter categories agree with the impact factors they stand on."""

from app.catalogue.models import ShopGroup
from app.catalogue.starter import load_categories, starter_rows
from app.core.pages import ROOT
from app.impact.factors import factor_set
from tests.factories import the_municipality


def test_every_starter_category_is_one_the_impact_is_known_for():
    rows, factors = starter_rows(), factor_set()

    assert len(rows) >= 30
    assert {row["key"] for row in rows} <= set(factors.categories)
    for row in rows:
        price = factors.price(row["key"])
        if price is not None:
            assert int(row["new_price_kr"]) * 100 == price.ore, row["key"]


def test_internal_prices_are_an_eighth_of_the_new_and_icons_exist():
    icons = (ROOT / "static/icons.txt").read_text().splitlines()

    for row in starter_rows():
        assert 0.09 <= int(row["price_kr"]) / int(row["new_price_kr"]) <= 0.15, row["key"]
        assert row["icon"] in icons


def test_loading_gives_the_municipality_its_shelves(db):
    made = load_categories(db, the_municipality(db))

    assert {category.shop_group for category in made} == set(ShopGroup)
    assert {c.key for c in made if c.is_data_bearing} >= {"laptop_14", "tablet", "smartphone", "desktop"}
