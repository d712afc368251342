"""The ledger books each hand-over once, and what follows is a line of its own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.db import uuid7
from app.impact.actions import (
    HandedOver,
    book_correction,
    book_hand_over,
    book_return,
    book_undo,
    live_entry,
)
from app.impact.frozen import Frozen
from app.impact.lines import compute
from app.impact.models import ImpactEntry
from tests.factories import make_category, make_institution, make_unit


def handed_over(db, **facts) -> HandedOver:
    """A task chair handed over to somebody who would have bought new (76 kg, 2.500 kr.)."""
    return HandedOver(
        unit=make_unit(db, stage=Stage.HANDED_OVER, condition=4), category=make_category(db),
        institution_id=make_institution(db).id,
        **{"order_number": "B-2026-00001", "reservation_id": uuid7(), "answer": "NEW", "price_ore": 35_000,
           "new_price_ore": 250_000, **facts},
    )  # fmt: skip


def total(db, column: str) -> int:
    return sum(getattr(entry, column) for entry in db.exec(select(ImpactEntry)).all())


def test_a_hand_over_is_booked_with_every_factor_frozen(db):
    entry = book_hand_over(db, handed_over(db, transport_g=622, minutes=30, labour_ore_per_hour=25_000), key="a")
    db.commit()

    assert (entry.gross_co2e_g, entry.likely_co2e_g, entry.net_co2e_g) == (76_000, 76_000, 75_378)
    assert (entry.gross_ore, entry.likely_ore, entry.net_ore, entry.price_ore) == (250_000, 250_000, 237_500, 35_000)
    assert compute(Frozen.from_json(entry.frozen)).net_co2e_g == entry.net_co2e_g


def test_the_same_hand_over_is_booked_once(db):
    handed = handed_over(db)

    assert book_hand_over(db, handed, key="a").id == book_hand_over(db, handed, key="a").id


def test_an_undo_takes_everything_back_to_the_gram_and_the_ore(db):
    entry = book_hand_over(db, handed_over(db, transport_g=7, minutes=11, labour_ore_per_hour=24_999), key="a")
    book_undo(db, entry, key="b")

    for column in (
        "quantity",
        "gross_ore",
        "likely_ore",
        "net_ore",
        "net_co2e_g",
        "burden_co2e_g",
        "price_ore",
        "low_ore",
    ):
        assert total(db, column) == 0, column
    assert live_entry(db, reservation_id=entry.reservation_id) is None


def test_a_return_takes_the_saving_back_and_leaves_the_burdens(db):
    entry = book_hand_over(db, handed_over(db, transport_g=600), key="a")
    book_return(db, entry, key="b", transport_g=600)

    assert total(db, "likely_co2e_g") == 0
    assert total(db, "net_co2e_g") == -1_200
    assert total(db, "quantity") == 0


def test_a_unit_that_comes_back_never_counts_more_years_than_it_was_used(db):
    entry = book_hand_over(db, handed_over(db), key="a", at=now() - timedelta(days=2 * 365.25))
    book_correction(db, entry, key="b")

    assert total(db, "likely_co2e_g") == pytest.approx(76_000 * 2 / 12, abs=60)
    assert total(db, "quantity") == 1


def test_a_line_is_reversed_only_once(db):
    entry = book_hand_over(db, handed_over(db), key="a")
    book_undo(db, entry, key="b")

    with pytest.raises(IntegrityError):
        book_return(db, entry, key="c")


@pytest.mark.parametrize("way", ["UPDATE impact_entry SET net_ore = 1", "DELETE FROM impact_entry"])
def test_a_booked_line_refuses_change_and_deletion(db, way):
    book_hand_over(db, handed_over(db), key="a")
    db.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        db.connection().execute(sa.text(way))
