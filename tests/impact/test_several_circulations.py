"""However often a thing goes out and comes back, it is credited for no more years than it was used."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.core.clock import moment_at
from app.impact.actions import HandedOver, book_correction, book_hand_over
from app.impact.factors import factor_set
from app.impact.models import ImpactEntry
from tests.factories import make_category, make_institution, make_unit

CHAIR = factor_set().categories["task_chair"]
A_YEAR = Decimal("365.25")


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(lives=st.lists(st.tuples(st.integers(0, 6_000), st.integers(0, 900), st.integers(1, 4)), min_size=1, max_size=5))
def test_credited_years_never_exceed_years_of_use(db, lives):
    kind, place = make_category(db), make_institution(db)
    unit, day, used = make_unit(db, category=kind), date(2000, 1, 1), 0
    for n, (in_use, waiting, condition) in enumerate(lives):
        unit.condition = condition
        handed = HandedOver(
            unit=unit, category=kind, institution_id=place.id, order_number=f"B-{n}", reservation_id=None,
            answer="NEW", price_ore=0, new_price_ore=250_000,
        )  # fmt: skip
        entry = book_hand_over(db, handed, key=f"{unit.id}:{n}", at=moment_at(day))
        day += timedelta(days=in_use)
        book_correction(db, entry, key=f"{unit.id}:{n}", at=moment_at(day))
        day, used = day + timedelta(days=waiting), used + in_use

    lines = db.exec(select(ImpactEntry).where(ImpactEntry.unit_id == unit.id)).all()
    credited_g = sum(line.likely_co2e_g for line in lines)
    lived_g = CHAIR.new_kg.likely * 1000 * (used / A_YEAR) / CHAIR.lifetime_years
    assert 0 <= credited_g <= lived_g + len(lines)  # each line is rounded once, by half a gram at most
    db.rollback()
