"""Prices of new things and rates of benefits are sets too: looked at first, and moving nothing that is booked."""

from datetime import date

import pytest
from sqlmodel import select
from time_machine import travel

from app.accounts.models import Role
from app.catalogue.models import Category
from app.catalogue.starter import PRICE_SOURCE
from app.history.models import Event
from app.impact.frozen import Frozen
from app.impact.loading import UnusableFactors, read_factor_file
from app.impact.models import ImpactEntry
from app.impact.sums import sums_of
from app.impact.versions import hash_in_force, load_factors, texts_in_force
from app.social.actions import release_period
from app.social.models import SocialRelease
from app.social.rates import rates_in_force
from tests.factories import make_category, make_person, make_viewer
from tests.reports.factories import book
from tests.social.factories import YEAR, make_months, make_moves

PRICES = "category_key;price_new_dkk_ex_vat;basis;date\ntask_chair;3000;SKI 50.90, kontormøbler;2026-10-01\n"
RATES = (
    "benefit_key;year;amount;name_da;unit;status;source\na_dagpenge_max;2026;22000;A-dagpenge;kr/md;published;bm.dk\n"
)


def load(db, text, by=None):
    file = read_factor_file(text.encode(), texts_in_force(db))
    return load_factors(db, file, stands_on=hash_in_force(db), by=by or make_viewer(db, Role.ADMINISTRATOR))


def test_a_new_price_is_the_kinds_from_then_on_and_moves_no_booked_line(db):
    kind = make_category(db, "task_chair", new_price_ore=250_000, new_price_source=PRICE_SOURCE)
    first = book(db)
    before = first.model_dump()

    load(db, PRICES)
    later = book(db, new_price_ore=300_000)
    db.commit()

    db.expire_all()
    assert db.get_one(ImpactEntry, before["id"]).model_dump() == before
    frozen = Frozen.from_json(later.frozen)
    assert (frozen.price_source, frozen.price_date) == ("SKI 50.90, kontormøbler", "2026-10-01")
    assert db.get_one(Category, kind.id).new_price_on == date(2026, 10, 1)
    assert [sums_of(each).priced_own for each in (first, later)] == [0, 1]
    assert db.exec(select(Event).where(Event.name == "category_priced")).one().after["new_price_ore"] == 300_000


def test_a_price_written_on_the_thing_is_not_said_to_be_the_kinds(db):
    make_category(db, "task_chair", new_price_ore=250_000, new_price_source=PRICE_SOURCE)

    entry = book(db, new_price_ore=275_000)

    assert "own price" in Frozen.from_json(entry.frozen).price_source
    assert sums_of(entry).priced_own == 1


@pytest.mark.parametrize("cell", ["", "oktober", "2026-13-01"])
def test_a_price_without_a_date_is_refused(db, cell):
    with pytest.raises(UnusableFactors) as unusable:
        read_factor_file(PRICES.replace("2026-10-01", cell).encode(), texts_in_force(db))

    assert ("date", 2) in [(fault.column, fault.line) for fault in unusable.value.faults]


@pytest.mark.parametrize("year", ["2026.5", "2e3", "1", "+2026"])
def test_a_rate_of_what_is_no_year_is_refused(db, year):
    with pytest.raises(UnusableFactors) as unusable:
        read_factor_file(RATES.replace("2026", year).encode(), texts_in_force(db))

    assert ("year", 2) in [(fault.column, fault.line) for fault in unusable.value.faults]


@travel("2026-01-20 12:00:00+00:00", tick=False)
def test_new_rates_count_from_then_on_and_a_released_table_stands(db):
    by = make_viewer(db, Role.ADMINISTRATOR)
    for half in (1, 2):
        make_months(db, by, first=half * 6 - 5)
    make_moves(db, by)
    release_period(db, YEAR, by=by)
    released = db.exec(select(SocialRelease)).one().model_dump()

    made = load(db, RATES, by)
    db.commit()

    assert rates_in_force(db).monthly_benefit("a_dagpenge_max", 2026).value == 22_000
    assert rates_in_force(db).monthly_benefit("a_dagpenge_max", 2024).value == 20_359
    db.expire_all()
    assert db.exec(select(SocialRelease)).one().model_dump() == released
    assert made.number == 2


def test_the_page_shows_every_rate_with_its_source_and_previews_a_new_one(db, browse):
    web = browse(make_person(db, Role.ADMINISTRATOR))
    page = web.get("/admin/factors").text

    seen = web.post("/admin/factors", files={"file": ("satser.csv", RATES.encode(), "text/csv")})

    assert "bm.dk/satser" in page
    assert "themis.dk" in page
    assert "22000" in seen.text
    assert "Satser for ydelser" in seen.text
