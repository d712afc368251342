"""What is shown and weighed outside the ledger goes by the set in force, not by the one that ships with Omløb."""

from decimal import Decimal

from app.accounts.models import Role
from app.impact.loading import read_factor_file
from app.impact.versions import factors_in_force, hash_in_force, load_factors, texts_in_force
from app.orders.routes.desk import avoided_g
from app.workshop.stock.factors import choosable_parts, get_choosable
from tests.factories import make_category, make_item, make_person, make_viewer


def load(db, text):
    file = read_factor_file(text.encode(), texts_in_force(db))
    load_factors(db, file, stands_on=hash_in_force(db), by=make_viewer(db, Role.ADMINISTRATOR))


def test_the_shop_promises_by_the_set_in_force(db, browse):
    item = make_item(db, category=make_category(db, "task_chair"), condition=2, price_ore=35_000, new_price_ore=250_000)
    person = make_person(db)
    assert "38\u00a0kg CO₂e" in browse(person).get(f"/items/{item.id}").text

    load(db, "category_key;kgco2e_new\ntask_chair;60\n")

    assert "30\u00a0kg CO₂e" in browse(person).get(f"/items/{item.id}").text


def test_the_desk_and_the_workshop_weigh_by_the_set_in_force(db):
    load(db, "category_key;kgco2e_new\ntask_chair;60\n")
    load(db, "factor_key;value;low;high\npart_ssd;50;;\n")
    factors = factors_in_force(db)

    ssd = get_choosable("part_ssd", factors)

    assert avoided_g(factors, "task_chair", 2, 3) == 90_000
    assert ssd is not None
    assert ssd.co2e_g(Decimal(2)) == 100_000
    assert ssd in choosable_parts(factors)
