"""An order as its page tells it: one plain status, who has the next move, and the way so far."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.accounts.models import Account, Institution, Municipality, Person
from app.core.clock import now, today
from app.core.formats import day
from app.core.i18n import Text, _
from app.media.queries import photos_by_id
from app.media.views import PhotoView
from app.orders.actions.returns import return_until
from app.orders.basket import first_photos
from app.orders.models import Approval, Decision, Handover, Order, OrderLine, OrderState, Return, ReturnState
from app.orders.money import Sums
from app.orders.places import approvers_of
from app.orders.queries import approval_of, handed_over, lines_of, returns_of, sums_of
from app.orders.routes.standing import places_of_order
from app.orders.words import either


@dataclass(frozen=True)
class Step:
    """One point of the way: done, now, or still to come."""

    icon: str
    label: Text
    when: datetime | None = None
    detail: Text | str = ""
    is_now: bool = False
    is_done: bool = False

    @property
    def kind(self) -> str:
        return "now" if self.is_now else "done" if self.when or self.is_done else ""


@dataclass(frozen=True)
class Story:
    """Everything an order's page shows."""

    order: Order
    requester: Person
    place: Institution
    account: Account
    account_place: Institution
    lines: list[OrderLine]
    photos: dict[UUID, PhotoView]
    sums: Sums
    approval: Approval | None
    approvers: Text | str
    returns: list[Return]
    with_them: dict[UUID, int]
    return_until: datetime | None
    next_move: Text | str
    steps: list[Step]

    @property
    def returnable(self) -> dict[UUID, int]:
        """Per line: how many can still be sent back."""
        if self.return_until is None or self.return_until < now():
            return {}
        asked = [(back.line_id, back.quantity) for back in self.returns if back.state == ReturnState.ASKED]
        left = {
            line_id: count - sum(quantity for back_of, quantity in asked if back_of == line_id)
            for line_id, count in self.with_them.items()
        }
        return {line_id: count for line_id, count in left.items() if count > 0}


def tell(db: Session, order: Order) -> Story:
    """Read everything about one order."""
    municipality = db.get_one(Municipality, order.municipality_id)
    account, lines, approval = db.get_one(Account, order.account_id), lines_of(db, order), approval_of(db, order)
    approvers = _approver_names(db, order, account)
    photo_ids = first_photos(db, [line.item_id for line in lines])
    photos = photos_by_id(db, list(photo_ids.values()))
    returns, until = returns_of(db, order), return_until(order, municipality)
    return Story(
        order=order, requester=db.get_one(Person, order.requester_id),
        place=db.get_one(Institution, order.institution_id), account=account,
        account_place=db.get_one(Institution, account.institution_id), lines=lines,
        photos={item: photos[photo] for item, photo in photo_ids.items() if photo in photos},
        sums=sums_of(order, lines), approval=approval, approvers=approvers, returns=returns,
        with_them={line_id: count for line_id, (count, _when) in handed_over(db, order).items()}, return_until=until,
        next_move=_next_move(order, approval, approvers, municipality, until, places_of_order(db, order)),
        steps=_steps(db, order, approval, approvers, returns),
    )  # fmt: skip


def _approver_names(db: Session, order: Order, account: Account) -> Text | str:
    if order.state != OrderState.AWAITING_APPROVAL:
        return ""
    place = db.get_one(Institution, account.institution_id)
    people = approvers_of(db, place, requester_id=order.requester_id, on_behalf_of=order.on_behalf_of)
    return either([person.name for person in people])


def _next_move(
    order: Order, approval: Approval | None, approvers: Text | str, municipality: Municipality, until: datetime | None,
    stands_at: list[str],
) -> Text | str:  # fmt: skip
    if order.state == OrderState.AWAITING_APPROVAL and approval:
        by_day = day(approval.answer_by)
        return _("%(names)s must answer by %(day)s. The items are yours meanwhile.", names=approvers, day=by_day)
    if order.state == OrderState.CONFIRMED:
        return _waiting(order, municipality, stands_at)
    if order.state == OrderState.ON_THE_WAY:
        return _("The driver is on the way to you.")
    if order.state == OrderState.DELIVERED:
        if until is not None and until >= now():
            return _("It is with you. Does it not fit? You can return it until %(day)s.", day=day(until))
        return _("It is with you.")
    if order.state == OrderState.REJECTED:
        return order.close_reason
    return _("Nobody has to do anything. The items are in the shop again.")


def _waiting(order: Order, municipality: Municipality, stands_at: list[str]) -> Text:
    if order.handover == Handover.COLLECT:
        collect_on = max(order.promised_on or today(), today())
        if stands_at:
            where = "; ".join(stands_at)
            return _("It waits for you at %(place)s from %(day)s. Call first.", place=where, day=day(collect_on))
        return _(
            "The workshop packs it. You can collect it at %(place)s from %(day)s.",
            place=municipality.workshop_name, day=day(collect_on),
        )  # fmt: skip
    if order.promised_on is None:
        return _("The workshop packs it and finds a day. You will hear from us.")
    return _("The workshop packs it and brings it %(day)s.", day=day(order.promised_on))


def _steps(
    db: Session, order: Order, approval: Approval | None, approvers: Text | str, returns: list[Return]
) -> list[Step]:
    steps = [Step("send", _("Sent"), order.placed_at)]
    if approval is not None:
        steps.append(_approval_step(db, order, approval, approvers))
    if order.state in (OrderState.CANCELLED, OrderState.REJECTED):
        ended = _("Cancelled") if order.state == OrderState.CANCELLED else _("Not approved")
        return [*steps, Step("x", ended, order.closed_at, order.close_reason)]
    is_ready = order.state == OrderState.CONFIRMED
    left = order.state in (OrderState.ON_THE_WAY, OrderState.DELIVERED)
    steps.append(Step("package", _("Being packed"), is_now=is_ready, is_done=left))
    if order.handover == Handover.DELIVERY:
        on_the_way, arrived = order.state == OrderState.ON_THE_WAY, order.state == OrderState.DELIVERED
        steps.append(Step("truck-delivery", _("On its way"), is_now=on_the_way, is_done=arrived))
    steps.append(Step("check", _("Delivered"), order.closed_at))
    return steps + [_return_step(back) for back in returns]


def _approval_step(db: Session, order: Order, approval: Approval, approvers: Text | str) -> Step:
    if approval.decision is None or approval.decided_by_id is None:
        waits = order.state == OrderState.AWAITING_APPROVAL
        return Step("user-check", _("Waiting for a yes"), None if waits else order.closed_at, approvers, waits)
    person = db.get_one(Person, approval.decided_by_id)
    said = {Decision.APPROVED: _("Approved"), Decision.REDUCED: _("Approved, but fewer"), Decision.REJECTED: _("No")}
    detail = f"{person.name}: {approval.reason}" if approval.reason else person.name
    return Step("user-check", said[approval.decision], approval.decided_at, detail)


def _return_step(back: Return) -> Step:
    if back.state == ReturnState.RECEIVED:
        return Step("truck-return", _("%(count)s returned", count=back.quantity), back.received_at, back.reason)
    return Step("truck-return", _("%(count)s to be returned", count=back.quantity), None, back.reason, is_now=True)
