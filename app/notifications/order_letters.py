"""The letters about orders: may they buy, the answer, the day, it is there, it comes back."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from app.accounts.models import Institution, Municipality, Person
from app.core.formats import day, kr
from app.core.i18n import Text, _
from app.history import on
from app.history.models import Event
from app.notifications.people import active_people, people_who_fulfil
from app.notifications.write import Words, write_letter
from app.orders.models import Handover, Order, OrderLine, OrderState, Return
from app.orders.queries import lines_of

SEE_ORDER = _("See the order")


def _things(db: Session, order: Order) -> str:
    return "\n".join(f"{line.quantity} × {line.title}" for line in lines_of(db, order) if line.quantity)


def _first_name(person: Person | None) -> str:
    return person.name.split()[0] if person and person.name.split() else ""


def _to_requester(db: Session, event: Event, order: Order, subject: Text, *said: Text | str) -> None:
    """One letter to the one who ordered; `subject` and `said` are texts, so each is in the reader's language."""
    requester = db.get_one(Person, order.requester_id)
    write_letter(db, event, requester, lambda: Words(subject, said, f"/orders/{order.id}", SEE_ORDER))


@on("approval_asked")
def ask_approvers(db: Session, event: Event) -> None:
    """The budget holders are asked; the link opens a page, and only the button on it answers."""
    order = db.get_one(Order, event.subject_id)
    if order.state is not OrderState.AWAITING_APPROVAL:
        return
    requester, place = db.get_one(Person, order.requester_id), db.get_one(Institution, order.institution_id)
    amount, until = int(event.after["amount_ore"]), date.fromisoformat(event.after["answer_by"])

    def say() -> Words:
        return Words(
            _("May %(name)s buy reused items for %(amount)s?", name=_first_name(requester), amount=kr(amount)),
            [
                _("%(name)s has ordered for %(place)s:", name=requester.name, place=place.name),
                _things(db, order),
                _("The items are held until %(day)s. If we hear nothing, they are released.", day=day(until)),
                _("Open the page to say yes or no. The link itself answers nothing."),
            ],
            f"/approvals/{order.id}",
            _("See and answer"),
        )

    for person in active_people(db, [UUID(each) for each in event.after["approver_ids"]]):
        write_letter(db, event, person, say)


@on("order_approved")
def tell_approved(db: Session, event: Event) -> None:
    """Yes."""
    order = db.get_one(Order, event.subject_id)
    answerer = _answerer(db, event)
    _to_requester(
        db, event, order, _("Yes to your order %(number)s", number=order.number),
        _("%(name)s has said yes. The items are yours:", name=answerer), _things(db, order),
    )  # fmt: skip


@on("order_reduced")
def tell_reduced(db: Session, event: Event) -> None:
    """Yes, to fewer."""
    order = db.get_one(Order, event.subject_id)
    _to_requester(
        db, event, order, _("Yes to part of your order %(number)s", number=order.number),
        _("%(name)s has said yes to fewer. These items are yours:", name=_answerer(db, event)), _things(db, order),
        _quoted(event),
    )  # fmt: skip


@on("order_rejected")
def tell_rejected(db: Session, event: Event) -> None:
    """No, and why; or nobody answered in time."""
    order = db.get_one(Order, event.subject_id)
    said = (
        _("Nobody answered in time, so the items are in the shop again.")
        if event.actor_id is None
        else _("%(name)s has said no. The items are in the shop again.", name=_answerer(db, event))
    )
    why = "" if event.actor_id is None else _quoted(event)
    _to_requester(db, event, order, _("No to your order %(number)s", number=order.number), said, why)


def _answerer(db: Session, event: Event) -> str:
    found = db.get(Person, event.actor_id) if event.actor_id else None
    return found.name if found else ""


def _quoted(event: Event) -> str:
    reason = str(event.after.get("reason") or "").strip()
    return f"»{reason}«" if reason else ""


@on("delivery_planned")
def tell_day(db: Session, event: Event) -> None:
    """The day the van comes; not where the plan has changed again meanwhile."""
    order, runs_on = db.get_one(Order, event.subject_id), date.fromisoformat(event.after["runs_on"])
    if order.state is not OrderState.CONFIRMED or order.promised_on != runs_on:
        return
    requester = db.get_one(Person, order.requester_id)
    window = str(event.after.get("window") or "")

    def say() -> Words:
        comes = {"number": order.number, "day": day(runs_on), "window": window}
        return Words(
            _("We come with your order on %(day)s", day=day(runs_on)),
            [
                _("Order %(number)s comes on %(day)s at %(window)s.", **comes),
                _things(db, order),
                _("Please see that somebody can receive it."),
            ],
            f"/orders/{order.id}",
            SEE_ORDER,
        )

    write_letter(db, event, requester, say)


@on("order_delivered")
def tell_delivered(db: Session, event: Event) -> None:
    """It is there; not where the tap was undone at once."""
    order = db.get_one(Order, event.subject_id)
    if order.state is not OrderState.DELIVERED:
        return
    days = db.get_one(Municipality, order.municipality_id).return_days
    subject = _("Your order %(number)s is delivered", number=order.number)
    if order.handover is Handover.COLLECT:
        subject = _("Your order %(number)s is collected", number=order.number)
    _to_requester(
        db, event, order, subject, _things(db, order),
        _("Does something not fit? Tell us within %(days)s days, and we collect it again.", days=days),
    )  # fmt: skip


@on("delivery_failed")
def tell_failed(db: Session, event: Event) -> None:
    """It could not be handed over; another day is found."""
    order = db.get_one(Order, event.subject_id)
    _to_requester(
        db, event, order, _("We could not deliver your order %(number)s", number=order.number),
        _("The driver had to take it home again. We find another day and write to you."), _quoted(event),
    )  # fmt: skip


@on("return_asked")
def tell_workshop(db: Session, event: Event) -> None:
    """Something is to be collected again: the workshop's leads are told."""
    back = db.get_one(Return, event.subject_id)
    order, line = db.get_one(Order, back.order_id), db.exec(select(OrderLine).where(OrderLine.id == back.line_id)).one()
    place = db.get_one(Institution, order.institution_id)

    def say() -> Words:
        return Words(
            _("%(place)s wants to return something", place=place.name),
            [
                _("From order %(number)s:", number=order.number),
                f"{back.quantity} × {line.title}",
                f"»{back.reason}«" if back.reason else "",
            ],
            "/returns",
            _("See the returns"),
        )

    for person in people_who_fulfil(db, place):
        write_letter(db, event, person, say)
