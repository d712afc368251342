"""Management control of the last two quarters: the first is signed by all, of the second one page is, others wait."""

from datetime import timedelta
from typing import Final

from sqlmodel import col, select

from app.accounts.sessions import viewer_of
from app.catalogue.models import Item
from app.core.clock import now, today
from app.demo.calendar import clock_on
from app.demo.today.stage import Stage
from app.impact.frozen import canonical
from app.oversight.actions import DAYS_TO_SIGN, REMIND_AFTER, open_quarter, remind, sign_oversight, tell_overdue
from app.oversight.content import fingerprint
from app.oversight.holders import tree_of
from app.oversight.queries import get_page
from app.reports.periods import Period, PeriodKind, around
from app.workshop.actions import revise_item

SIGNS_AFTER_DAYS: Final = 5
FIRST_TO_SIGN: Final = "bodil"
_COMMENT: Final = "Set igennem. Vi henter kun selv, når det haster, og de kasserede ting var for slidte."
_ORE_OFF: Final = 5_000


def oversee(stage: Stage) -> None:
    """Each quarter is opened on the day after its last, and signed some days later; those who wait are reminded."""
    ended = around(PeriodKind.QUARTER, today()).before()
    earlier = ended.before() if ended else None
    if ended is None or earlier is None:
        return
    _lower_a_price(stage, ended)
    _open(stage, earlier)
    for who in stage.town.people:
        _sign(stage, earlier, who)
    _open(stage, ended)
    _sign(stage, ended, FIRST_TO_SIGN)
    _look_after(stage, ended)


def _lower_a_price(stage: Stage, quarter: Period) -> None:
    """Something that nobody took costs less, as somebody at the workshop decided."""
    unsold = select(Item).where(Item.on_offer == 1, Item.price_ore > 2 * _ORE_OFF).order_by(col(Item.id)).limit(1)
    item = stage.db.exec(unsold).first()
    if item is not None:
        with stage.on(quarter.last - timedelta(days=20), 10) as db:
            revise_item(db, item, facts={"price_ore": item.price_ore - _ORE_OFF}, by=stage.who("lise"))


def _open(stage: Stage, quarter: Period) -> None:
    with stage.on(quarter.last + timedelta(days=1), 6) as db:
        open_quarter(db, stage.town.municipality, quarter)


def _sign(stage: Stage, quarter: Period, who: str) -> None:
    """Their own pages, and nobody else's."""
    person, tree = stage.town.people[who], tree_of(stage.db)
    mine = [each for each in tree.pages if person.id in [holder.id for holder in tree.holders_of(each)]]
    by = viewer_of(stage.db, person)
    for place_id in mine:
        with stage.on(quarter.last + timedelta(days=1 + SIGNS_AFTER_DAYS), 9) as db:
            page = get_page(db, place_id, quarter.key, viewer=by)
            comment = _COMMENT if page.count else ""
            sign_oversight(db, page, comment=comment, seen=fingerprint(canonical(page.shown)), by=by)


def _look_after(stage: Stage, quarter: Period) -> None:
    opened = quarter.last + timedelta(days=1)
    if clock_on(opened + REMIND_AFTER, 7) <= now():
        with stage.on(opened + REMIND_AFTER, 7) as db:
            remind(db, stage.town.municipality)
    late = opened + timedelta(days=DAYS_TO_SIGN + 1)
    if late <= today():
        with stage.on(late, 7) as db:
            tell_overdue(db, stage.town.municipality, late)
