"""The categories a municipality begins with; from then on they are its own."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from sqlmodel import Session, select

from app.accounts.models import Municipality
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, ShopGroup
from app.history import record

FILE: Final = Path(__file__).with_name("starter_categories.csv")
PRICE_SOURCE: Final = "Omløb's starter prices: assumptions to be replaced with the framework agreement's"
PRICES_COLLECTED_ON: Final = date(2026, 1, 1)
_ORE_A_KRONE = 100


def starter_rows() -> list[dict[str, str]]:
    """The rows of the starter file: key (the impact factor's), names, shelf, icon, kroner, litres, data-bearing."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_categories(db: Session, municipality: Municipality, *, by: Viewer | None = None) -> list[Category]:
    """Give the municipality the starter categories it lacks; those it has already stay as they are.

    Internal prices are 10 to 15 % of the new price. Answers all starter categories, in the order of the file.
    """
    of_the_municipality = select(Category).where(Category.municipality_id == municipality.id)
    known = {category.key: category for category in db.exec(of_the_municipality)}
    missing = [_category(row, municipality) for row in starter_rows() if row["key"] not in known]
    db.add_all(missing)
    db.flush()
    for category in missing:
        record(db, "category_added", category, by=by, after={"key": category.key, "price_ore": category.price_ore})
    known |= {category.key: category for category in missing}
    return [known[row["key"]] for row in starter_rows()]


def _category(row: Mapping[str, str], municipality: Municipality) -> Category:
    return Category(
        municipality_id=municipality.id,
        key=row["key"],
        name_da=row["name_da"],
        name_en=row["name_en"],
        shop_group=ShopGroup(row["shop_group"]),
        icon=row["icon"],
        price_ore=int(row["price_kr"]) * _ORE_A_KRONE,
        new_price_ore=int(row["new_price_kr"]) * _ORE_A_KRONE,
        new_price_source=PRICE_SOURCE,
        new_price_on=PRICES_COLLECTED_ON,
        volume_l=int(row["volume_l"]),
        is_data_bearing=row["is_data_bearing"] == "yes",
    )
