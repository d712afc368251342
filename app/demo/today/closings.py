"""The periods that are over are closed, by the ordinary action, on a day when finance would have."""

from datetime import timedelta
from typing import Final

from app.core.clock import today
from app.demo.today.stage import Stage
from app.reports.closing import close_period
from app.reports.kept import first_and_last_month
from app.reports.periods import Period, PeriodKind, around

SETTLED: Final = timedelta(days=45)
"""So long after its last day a period is closed: what goes on around today is booked in open ones."""


def close_earlier_periods(stage: Stage) -> None:
    """Every quarter and year of the history, except what ended just now."""
    span = first_and_last_month(stage.db, stage.town.municipality.id, None)
    if span is None:
        return
    over: list[Period] = []
    for kind in (PeriodKind.QUARTER, PeriodKind.YEAR):
        period: Period | None = around(kind, span[0])
        while period and period.last + SETTLED < today():
            over.append(period)
            period = period.after()
    for each in sorted(over, key=lambda period: (period.last, period.first)):
        with stage.on(each.last + timedelta(days=20), 10) as db:
            close_period(db, each, by=stage.who("oda"))
