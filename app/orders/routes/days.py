"""The days an order can come: with a van that is going there anyway, with another run, alone, or fetched by oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from babel.dates import format_date
from sqlmodel import Session, col, select

from app.accounts.models import Institution, Municipality
from app.catalogue.models import Category, Item
from app.core.clock import today
from app.core.formats import kr, locale, number
from app.core.i18n import Text, _, language
from app.deliveries.models import Run, RunState, Stop, StopState
from app.orders.deadlines import working_days_after
from app.orders.models import Handover, Order, OrderLine, OrderState

AHEAD = timedelta(days=28)
MOST_RUNS = 3
COLLECT = "collect"
# Because an extra trip has to be packed and somebody has to drive it.
EXTRA_TRIP_WORKING_DAYS = 2


@dataclass(frozen=True)
class DayOption:
    """One card to choose from; its fields are those of the radio cards, and what the order then says."""

    value: str
    label: str
    sub: Text | str
    end: Text | str
    handover: Handover = Handover.DELIVERY
    on: date | None = None
    delivery_ore: int = 0
    tag: Text | None = None
    day: tuple[str, str, str] | None = None
    icon: str | None = None
    disabled: Text | None = None


def _runs(db: Session) -> Sequence[Any]:
    start = today() + timedelta(days=1)
    wanted = (
        sa.select(col(Run.id), col(Run.runs_on), col(Run.window), col(Run.capacity_l))
        .where(col(Run.state) == RunState.PLANNED, col(Run.runs_on).between(start, start + AHEAD))
        .order_by(col(Run.runs_on), col(Run.id))
        .limit(12)
    )
    return db.execute(wanted).all()


def _neighbours(db: Session, place: Institution) -> list[UUID]:
    """The workplaces at the same address: the van stops once for all of them."""
    if not place.address:
        return [place.id]
    same = (Institution.address == place.address, Institution.postal_code == place.postal_code)
    return list(db.exec(select(Institution.id).where(*same)).all())


def _stops_there(db: Session, runs: Sequence[UUID], places: Sequence[UUID]) -> dict[UUID, int]:
    counted = (
        select(Stop.run_id, sa.func.count(col(Stop.id)))
        .where(col(Stop.run_id).in_(runs), col(Stop.institution_id).in_(places), Stop.state == StopState.PLANNED)
        .group_by(col(Stop.run_id))
    )
    return dict(db.exec(counted).all())


def _litres_by_day(db: Session) -> dict[date, int]:
    """How many litres are already ordered for each day to come."""
    on = sa.func.coalesce(col(Order.promised_on), col(Order.wanted_on))
    counted = (
        sa.select(on, sa.func.sum(col(OrderLine.quantity) * col(Category.volume_l)))
        .join(OrderLine, col(OrderLine.order_id) == Order.id)
        .join(Item, col(Item.id) == OrderLine.item_id)
        .join(Category, col(Category.id) == Item.category_id)
        .where(
            col(Order.state).in_([OrderState.AWAITING_APPROVAL, OrderState.CONFIRMED]),
            col(Order.handover) == Handover.DELIVERY,
            on > today(),
        )
        .group_by(on)
    )
    return {row[0]: row[1] for row in db.execute(counted)}


def day_words(day: date) -> tuple[str, str, str]:
    """tirs. / 1. / dec.: the three lines of a day's card."""
    pattern = "d." if language() == "da" else "d"
    return (
        format_date(day, "EEE", locale=locale()),
        format_date(day, pattern, locale=locale()),
        format_date(day, "MMM", locale=locale()),
    )


def weekday(day: date) -> str:
    """Tirsdag, with a capital because it begins a line."""
    return format_date(day, "EEEE", locale=locale()).capitalize()


def _run_option(run: Any, place: Institution, stops: int, used_l: int, volume_l: int) -> DayOption:
    window = run.window.replace("-", "–")
    full = used_l + volume_l > run.capacity_l
    sub = _("The van also goes to others that day.")
    if stops and place.distance_m:
        km = number(round(place.distance_m * 2 / 1000))
        sub = _("We are going to %(place)s that day. It saves a trip of %(km)s km.", place=place.name, km=km)
    elif stops:
        sub = _("We are going to %(place)s that day. It saves a trip.", place=place.name)
    return DayOption(
        value=f"run-{run.id}",
        label=str(_("%(weekday)s at %(window)s", weekday=weekday(run.runs_on), window=window)),
        sub=sub,
        end=_("Free"),
        on=run.runs_on,
        tag=_("We are driving there anyway") if stops else None,
        day=day_words(run.runs_on),
        disabled=_("%(weekday)s is full. Choose another day.", weekday=weekday(run.runs_on)) if full else None,
    )


def _extra_trip(municipality: Municipality, taken: set[date]) -> DayOption:
    day = working_days_after(today(), EXTRA_TRIP_WORKING_DAYS)
    while day in taken:
        day = working_days_after(day, 1)
    ore = municipality.extra_trip_ore
    return DayOption(
        value=f"trip-{day.isoformat()}", label=weekday(day), sub=_("An extra trip just for you."),
        end=kr(ore) if ore else _("Free"), on=day, delivery_ore=ore, day=day_words(day),
    )  # fmt: skip


def _collect(municipality: Municipality, stands_at: Sequence[str]) -> DayOption:
    address = ", ".join(part for part in (municipality.workshop_name, municipality.workshop_address) if part)
    where = ". ".join(part for part in (address, municipality.opening_hours) if part)
    if stands_at:
        where += ". " + str(_("Some of it stands at %(place)s. You fetch that there.", place="; ".join(stands_at)))
    return DayOption(
        value=COLLECT, label=str(_("We collect it ourselves")), sub=where, end=_("Free"), handover=Handover.COLLECT,
        icon="car",
    )  # fmt: skip


def day_options(
    db: Session, municipality: Municipality, place: Institution | None, volume_l: int, *, stands_at: Sequence[str] = ()
) -> list[DayOption]:
    """The cards for this place and so many litres: the van goes there anyway, other runs, a trip, collecting.

    `stands_at` are the workplaces where some of it stands, because whoever collects it has to know.
    """
    if place is None:
        return [_collect(municipality, stands_at)]
    runs = _runs(db)
    stops = _stops_there(db, [run.id for run in runs], _neighbours(db, place))
    used = _litres_by_day(db)
    options = [_run_option(run, place, stops.get(run.id, 0), used.get(run.runs_on, 0), volume_l) for run in runs]
    ranked = sorted(options, key=lambda each: (bool(each.disabled), each.tag is None, each.on))
    shown = ranked[:MOST_RUNS]
    return [*shown, _extra_trip(municipality, {run.runs_on for run in runs}), _collect(municipality, stands_at)]


def chosen_day(options: Sequence[DayOption], value: str) -> DayOption | None:
    """The card that was chosen, as long as it can still be had."""
    return next((each for each in options if each.value == value and not each.disabled), None)
