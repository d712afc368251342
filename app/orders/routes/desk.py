"""Everything the basket page needs to know: what is in it, who pays, where to, when, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from app.accounts.models import Account, Institution, Person
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Item
from app.core.forms import Filled, read
from app.core.i18n import Text, _
from app.impact.actions import LIFE_GRADES
from app.impact.factors import FactorSet
from app.impact.formulas import life_share
from app.impact.versions import factors_to_show
from app.media.queries import photos_by_id
from app.media.views import PhotoView
from app.orders.actions.approve import NobodyMayApprove
from app.orders.basket import BasketThing, basket_of
from app.orders.forms import CheckoutForm
from app.orders.models import Answer, Handover, OrderLine
from app.orders.money import Sums, needs_approval, order_fee, sum_up
from app.orders.places import accounts_for, approvers_of, places_for
from app.orders.queries import last_order
from app.orders.routes.days import DayOption, chosen_day, day_options
from app.orders.routes.standing import places_of_items

ANSWER_VALUES = frozenset(each.value for each in Answer)


@dataclass(frozen=True)
class Desk:
    """The basket page's facts for the account, place and day that are chosen now."""

    things: list[BasketThing]
    photos: dict[UUID, PhotoView]
    places: list[Institution]
    accounts: list[tuple[Account, Institution]]
    place: Institution | None
    account: Account | None
    account_place: Institution | None
    days: list[DayOption]
    day: DayOption | None
    sums: Sums
    co2e_g: int | None
    must_ask: bool
    approvers: list[Person]

    @property
    def lacks_approver(self) -> bool:
        return self.must_ask and self.account is not None and not self.approvers

    @property
    def account_options(self) -> list[tuple[UUID, str]]:
        return [(account.id, f"{place.name}, {account.number}") for account, place in self.accounts]

    @property
    def place_options(self) -> list[tuple[UUID, str]]:
        return [(place.id, place.name) for place in self.places]

    @property
    def held_until(self) -> datetime | None:
        """Until when everything that is held is held; none when nothing is any more."""
        return min((each.line.held_until for each in self.things if each.is_held and each.available), default=None)


def avoided_g(factors: FactorSet, category_key: str, condition: int, quantity: int) -> int | None:
    """Grams CO2e so many used ones avoid, likely, when they replace new ones (impact method 2.2 and 2.4)."""
    factor = factors.categories.get(category_key)
    if factor is None or condition not in LIFE_GRADES:
        return None
    return int(factor.new_kg.likely * life_share(LIFE_GRADES[condition]) * 1000) * quantity


def avoided_for(db: Session, lines: Sequence[OrderLine]) -> int | None:
    """Grams CO2e the lines of an order avoid; none where one of them is unknown."""
    wanted = (
        select(Item.id, Item.condition, Category.key)
        .join(Category, col(Category.id) == Item.category_id)
        .where(col(Item.id).in_([line.item_id for line in lines]))
    )
    kinds = {item_id: (key, condition) for item_id, condition, key in db.exec(wanted).all()}
    factors = factors_to_show(db)
    return _together([avoided_g(factors, *kinds[line.item_id], line.quantity) for line in lines])


def _avoided(db: Session, things: list[BasketThing]) -> int | None:
    factors = factors_to_show(db)
    return _together([avoided_g(factors, each.category.key, each.item.condition, each.count) for each in things])


def _together(each_g: Sequence[int | None]) -> int | None:
    known = [grams for grams in each_g if grams is not None]
    return sum(known) if known and len(known) == len(each_g) else None


def look(db: Session, viewer: Viewer, typed: Mapping[str, Any], *, suggest: bool = False) -> Desk:
    """The desk for what is typed so far; what the viewer may not use counts as not chosen.

    `suggest` chooses the first free delivery where no day is typed.
    """
    things, municipality = basket_of(db, viewer), viewer.municipality
    places, accounts = places_for(db, viewer), accounts_for(db, viewer)
    place = next((each for each in places if str(each.id) == str(typed.get("institution_id"))), None)
    paying = next((each for each in accounts if str(each[0].id) == str(typed.get("account_id"))), None)
    volume_l = sum(thing.count * thing.category.volume_l for thing in things)
    stands_at = places_of_items(db, [thing.item.id for thing in things])
    days = day_options(db, municipality, place, volume_l, stands_at=stands_at) if things else []
    day = chosen_day(days, str(typed.get("day") or ""))
    if suggest and not typed.get("day"):
        day = _first_free(days)
    sums = sum_up(
        [thing.counted for thing in things],
        delivery_ore=day.delivery_ore if day else 0,
        fee_ore=order_fee(municipality) if things else 0,
    )
    must_ask = needs_approval(municipality, sums.total_ore)
    for_name = str(typed.get("on_behalf_of") or "")
    approvers = (
        approvers_of(db, paying[1], requester_id=viewer.person_id, on_behalf_of=for_name) if must_ask and paying else []
    )
    return Desk(
        things=things, photos=photos_by_id(db, [t.photo_id for t in things if t.photo_id]), places=places,
        accounts=accounts, place=place, account=paying[0] if paying else None,
        account_place=paying[1] if paying else None, days=days, day=day, sums=sums, co2e_g=_avoided(db, things),
        must_ask=must_ask, approvers=approvers,
    )  # fmt: skip


def prefilled(db: Session, viewer: Viewer) -> Filled[CheckoutForm]:
    """The form as it is first shown: from the last order, else from the viewer's own workplace."""
    last = last_order(db, viewer)
    places, accounts = places_for(db, viewer), accounts_for(db, viewer)
    home = viewer.institution_id
    place_id = last.institution_id if last and last.institution_id in [each.id for each in places] else home
    own_first = sorted(accounts, key=lambda pair: pair[1].id != home)
    account_id = own_first[0][0].id if own_first else None
    if last and last.account_id in [account.id for account, _at in accounts]:
        account_id = last.account_id
    return Filled.of(
        CheckoutForm,
        submission_key=token_urlsafe(18),
        account_id=account_id,
        institution_id=place_id,
        room=last.room if last and last.institution_id == place_id else "",
        contact_name=(last.contact_name if last else "") or viewer.name,
        contact_phone=(last.contact_phone if last else "") or viewer.phone,
    )


def _first_free(days: Sequence[DayOption]) -> DayOption | None:
    """The first free delivery; because what costs something, or has to be fetched, is never chosen for anybody."""
    return next((d for d in days if d.handover == Handover.DELIVERY and not d.delivery_ore and not d.disabled), None)


def answer_name(line_id: UUID) -> str:
    """The name of the field with a line's answer."""
    return f"answer_{line_id.hex}"


def typed_checkout(data: FormData) -> dict[str, Any]:
    """Everything that was typed on the page, the answers per line too."""
    return {key: value for key, value in data.items() if key in CheckoutForm.model_fields or key.startswith("answer_")}


def read_checkout(data: FormData, desk: Desk) -> tuple[Filled[CheckoutForm], dict[UUID, Answer]]:
    """The form with every fault beside its field, and the answer for each line."""
    form = read(CheckoutForm, data)
    answers, errors = {}, {**form.errors, **_faults(form, desk)}
    for thing in desk.things:
        said = str(data.get(answer_name(thing.line.id)) or data.get("answer_all") or "")
        if said in ANSWER_VALUES:
            answers[thing.line.id] = Answer(said)
        else:
            errors["answer_all"] = _("Say what you would have done without it")
    return Filled({**form.values, **typed_checkout(data)}, errors, None if errors else form.value), answers


def _faults(form: Filled[CheckoutForm], desk: Desk) -> dict[str, Text]:
    faults = {}
    if desk.account is None:
        faults["account_id"] = _("Choose an account")
    elif desk.lacks_approver:
        faults["account_id"] = NobodyMayApprove(number=desk.account.number).sentence
    if desk.place is None:
        faults["institution_id"] = _("Choose where it should go")
    if desk.day is None:
        full = next((each.disabled for each in desk.days if each.value == form["day"]), None)
        faults["day"] = full or _("Choose a day")
    elif desk.day.handover == Handover.DELIVERY and not form["room"].strip():
        faults["room"] = _("Write which room it should stand in")
    return faults
