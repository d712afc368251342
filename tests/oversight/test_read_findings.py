"""What is on a budget holder's lists, and why; and what is not."""

from datetime import date, timedelta

import pytest
from time_machine import travel

from app.accounts.models import PriceMode
from app.catalogue.models import Unit
from app.core.clock import moment_at, now
from app.history import record
from app.orders.models import Approval, Decision, OrderState
from app.oversight.findings import Kind
from app.workshop.actions import revise_item
from app.workshop.leaving.models import DepartureKind
from tests.factories import make_category, make_institution, make_item, the_municipality
from tests.oversight.factories import (
    bought_on,
    collected_on,
    keys_on,
    lead_at,
    on_list,
    opened,
    order_on,
    page_of,
    written_off_on,
)

AUGUST = date(2026, 8, 12)


pytestmark = pytest.mark.usefixtures("october")


def school_page(db, town):
    opened(db)
    return page_of(db, town.school, town.approver)


def test_an_order_over_the_limit_says_what_it_cost_and_that_it_was_approved(db, town):
    dear = order_on(db, town, AUGUST, kr=350, quantity=6)
    db.add(
        Approval(
            municipality_id=dear.municipality_id, order_id=dear.id, order_version=1, amount_ore=210_000,
            answer_by=AUGUST, decision=Decision.APPROVED, decided_by_id=town.approver.id, decided_at=moment_at(AUGUST),
        )
    )  # fmt: skip
    order_on(db, town, AUGUST, kr=2000)  # exactly the limit
    order_on(db, town, AUGUST, kr=2500, state=OrderState.CANCELLED)
    order_on(db, town, AUGUST, kr=2500, at=town.library)
    order_on(db, town, date(2026, 6, 30), kr=2500, ended=date(2026, 7, 2))
    order_on(db, town, date(2026, 10, 1), kr=2500)

    (found,) = on_list(school_page(db, town), Kind.OVER_LIMIT)

    assert (found["ref"], found["url"]) == (dear.number, f"/orders/{dear.id}")
    assert (found["quantity"], found["ore"], found["on"]) == (6, 210_000, "2026-08-12")
    assert found["why"] == "Over grænsen på 2.000\N{NO-BREAK SPACE}kr. og godkendt 12. august 2026."
    assert found["place"] == "Sølund Skole"


def test_an_order_nobody_was_asked_about_says_so(db, town):
    order_on(db, town, AUGUST, kr=2500)

    (found,) = on_list(school_page(db, town), Kind.OVER_LIMIT)

    assert found["why"].endswith("og ingen er blevet bedt om at godkende den.")


def test_what_somebody_came_for_is_told_on_the_day_they_came(db, town):
    fetched = collected_on(db, town, AUGUST)
    order_on(db, town, AUGUST, ended=AUGUST)  # brought by the driver
    collected_on(db, town, date(2026, 10, 2))

    assert keys_on(school_page(db, town), Kind.SELF_COLLECTED) == [fetched.number]


@pytest.mark.parametrize(
    "placed, ended, why",
    [
        (date(2026, 8, 30), None, "Ikke leveret 30. september 2026, efter 31 dage."),
        (date(2026, 8, 31), None, ""),
        (date(2026, 7, 1), date(2026, 8, 1), "Først leveret 1. august 2026, efter 31 dage."),
        (date(2026, 7, 1), date(2026, 7, 31), ""),
        (date(2026, 8, 1), date(2026, 10, 3), "Ikke leveret 30. september 2026, efter 60 dage."),
        (date(2026, 5, 1), date(2026, 7, 1), "Først leveret 1. juli 2026, efter 61 dage."),
        (date(2026, 5, 1), date(2026, 6, 30), ""),
    ],
)
def test_an_order_that_waited_more_than_thirty_days_is_told(db, town, placed, ended, why):
    order_on(db, town, placed, ended=ended)

    found = on_list(school_page(db, town), Kind.UNDELIVERED)

    assert [each["why"] for each in found] == ([why] if why else [])


def test_a_purchase_at_another_price_than_the_usual_is_told_with_both(db, town):
    cheap = order_on(db, town, AUGUST, kr=100, quantity=2)
    order_on(db, town, AUGUST, kr=350)
    unpriced = make_item(db, category=make_category(db, "lamp", price_ore=0), price_ore=5_000)
    order_on(db, town, AUGUST, item=unpriced)

    (found,) = on_list(school_page(db, town), Kind.PRICE)

    assert (found["ref"], found["quantity"], found["ore"]) == (cheap.number, 2, 20_000)
    assert "100\N{NO-BREAK SPACE}kr. pr. styk, hvor 350\N{NO-BREAK SPACE}kr. er den sædvanlige pris" in found["why"]


def test_a_price_changed_in_the_shop_is_told_to_those_who_answer_for_the_one_who_did(db, town):
    item = make_item(db)
    with travel("2026-08-12 10:00:00+00:00", tick=False):
        revise_item(db, item, facts={"price_ore": 20_000}, by=lead_at(db, town.school))
        revise_item(db, item, facts={"title": "Stol"}, by=lead_at(db, town.school))
        revise_item(db, item, facts={"price_ore": 10_000}, by=lead_at(db, town.library))
        db.commit()

    (found,) = on_list(school_page(db, town), Kind.PRICE)

    assert (found["url"], found["ore"]) == (f"/items/{item.id}", 20_000)
    assert "350\N{NO-BREAK SPACE}kr. til 200\N{NO-BREAK SPACE}kr." in found["why"]


def test_where_the_shop_takes_no_price_there_is_none_to_set_otherwise(db, town):
    order_on(db, town, AUGUST, kr=100)
    the_municipality(db).price_mode = PriceMode.FREE
    db.flush()

    assert on_list(school_page(db, town), Kind.PRICE) == []


def test_a_write_off_is_told_to_the_giver_and_to_those_who_did_it(db, town):
    given = written_off_on(db, AUGUST, giver=town.school, kind=DepartureKind.RECYCLED)
    sold = written_off_on(db, AUGUST, giver=town.school, kind=DepartureKind.SOLD_OFF)
    others = written_off_on(db, AUGUST, giver=make_institution(db, "Museet"), kind=DepartureKind.SPARE_PARTS)
    unit = db.get_one(Unit, others.unit_id)
    record(db, "unit_scrapped", unit, by=lead_at(db, town.school), at=moment_at(AUGUST))
    db.commit()

    found = on_list(school_page(db, town), Kind.WRITTEN_OFF)

    assert {each["key"] for each in found} == {f"written_off:{given.id}", f"written_off:{others.id}"}
    assert str(sold.id) not in str(found)
    assert {(each["quantity"], each["ore"]) for each in found} == {(1, 35_000)}
    assert {each["why"] for each in found} == {"Kasseret: Den er for ødelagt."}


def test_a_new_purchase_is_told_only_where_the_shop_had_the_kind(db, town):
    bought_on(db, town.school, AUGUST, in_shop=3)
    bought_on(db, town.school, AUGUST, in_shop=0, voucher="F-18")
    bought_on(db, town.school, AUGUST, in_shop=None, voucher="F-19")
    bought_on(db, town.school, AUGUST, in_shop=3, voucher="F-20", taken_back_at=now())
    bought_on(db, town.library, AUGUST, in_shop=3, voucher="F-21")

    (found,) = on_list(school_page(db, town), Kind.BOUGHT_NEW)

    assert (found["ref"], found["quantity"], found["ore"], found["title"]) == ("F-17", 2, 500_000, "Kontorstol")
    assert found["why"] == "Butikken havde 3 af den slags den dag."


def test_no_name_of_a_person_is_on_the_lists(db, town, browse):
    order_on(db, town, AUGUST, kr=2500, contact_name="Lone Lund", note="Til Lone")
    collected_on(db, town, AUGUST + timedelta(days=1), on_behalf_of="Lone Lund")
    opened(db)

    page = browse(town.approver).get(f"/oversight/{town.school.id}/2026-Q3")

    assert "2.500" in page.text
    assert "Lone" not in page.text
