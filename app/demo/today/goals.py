"""What the year's goals are, a campaign in spring, who gets the figures, and what was bought new meanwhile.

Everything is written by the ordinary actions, on days of this year that have been.
"""

from datetime import date
from typing import Final

from app.core.clock import today
from app.demo.today.stage import Stage
from app.purchases.actions import Purchase, register_purchases
from app.purchases.models import PurchaseSource
from app.quarterly.actions import subscribe
from app.reports.goals.actions import change_goal, plan_campaign, set_goal
from app.reports.goals.models import GoalKind

_CAMPAIGN: Final = ((3, 9), (4, 3))
# Whose, of which kind of thing, how much; the workplace none for the municipality.
_GOALS: Final = (
    (GoalKind.THINGS, "", "", 900),
    (GoalKind.MONEY, "", "", 100_000_000),
    (GoalKind.SHARE, "", "task_chair", 90),
    (GoalKind.FEWER_NEW, "310", "desk_sitstand", 12),
    (GoalKind.THINGS, "110", "", 190),
)
# Month and day, workplace, kind, how many, kroner for all of them without VAT, number of the voucher.
_PURCHASES: Final = (
    (1, 14, "3101", "desk_sitstand", 4, 17_800, "F-20117"),
    (2, 3, "1101", "task_chair", 6, 13_200, "F-20204"),
    (3, 17, "2101", "task_chair", 8, 18_400, "F-20391"),
    (4, 21, "1201", "bookcase", 3, 5_700, "F-20466"),
    (5, 6, "3103", "desk_sitstand", 3, 13_650, "F-20502"),
    (8, 19, "1102", "task_chair", 12, 26_400, "F-20788"),
    (9, 9, "3105", "monitor_24", 10, 14_900, "F-20851"),
    (10, 13, "3101", "task_chair", 2, 4_980, "F-20933"),
)


def aim_high(stage: Stage) -> None:
    """Set this year's goals, plan its campaign, register its new purchases, and ask for the figures by e-mail."""
    year, leif = today().year, stage.who("leif")
    with stage.on(date(year, 1, 6), 9) as db:
        goals = [
            set_goal(
                db, kind, year=year, target=target, category_key=key, by=leif,
                institution_id=stage.town.institutions[number].id if number else None,
            )
            for kind, number, key, target in _GOALS
        ]  # fmt: skip
    first, last = (date(year, month, day) for month, day in _CAMPAIGN)
    with stage.on(date(year, 2, 2), 10) as db:
        change_goal(db, goals[0], 800, by=leif)
        plan_campaign(db, name="Grønt forår", first_on=first, last_on=last, institution_id=None, keys=(), by=leif)
    _register(stage, year)
    with stage.ago(2, 9) as db:
        subscribe(db, None, by=stage.who("oda"))


def _register(stage: Stage, year: int) -> None:
    """In one go, because what stood in the shop on each of the days is then read once."""
    told = [
        Purchase(stage.town.institutions[number], stage.town.categories[key], count, kroner * 100, day, voucher)
        for month, day_, number, key, count, kroner, voucher in _PURCHASES
        if (day := date(year, month, day_)) <= today()
    ]
    with stage.ago(3, 14) as db:
        register_purchases(db, told, source=PurchaseSource.IMPORTED, by=stage.who("oda"))
