"""The budget holder's yes, fewer, or no. Only the version that was asked about can be answered, and only once."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Account, Institution, Municipality, Person
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import moment_at, now, today
from app.core.errors import DomainError, NotFound
from app.core.formats import moment
from app.core.i18n import Text, _
from app.history import later, record
from app.orders.actions.release import reduce_lines, release_all
from app.orders.deadlines import working_days_after
from app.orders.models import Approval, Decision, Handover, Order, OrderState
from app.orders.places import approvers_of, is_same_name
from app.orders.queries import approval_of, lines_of, sums_of
from app.orders.states import change_state


class NobodyMayApprove(DomainError):
    status = 422
    message = _("Nobody can approve purchases on account %(number)s. Choose another account.")


class OwnOrder(DomainError):
    message = _("You cannot approve your own order. Somebody else must answer.")


class AlreadyAnswered(DomainError):
    message = _("%(name)s has already answered: %(answer)s. It was on %(moment)s.")


class NoQuestion(DomainError):
    message = _("Nobody waits for an answer to this order any more.")


class ChangedMeanwhile(DomainError):
    message = _("The order was changed after you opened the page. Look at it again before you answer.")


class NothingLeft(DomainError):
    status = 422
    message = _("Leave at least one, or say no to the whole order.")


ANSWERS: Mapping[Decision, Text] = {
    Decision.APPROVED: _("yes"),
    Decision.REDUCED: _("yes, to fewer"),
    Decision.REJECTED: _("no"),
}
NOBODY_ANSWERED = _("Nobody answered in time, so the items are in the shop again.")


def ask_approval(db: Session, order: Order, *, by: Viewer | None) -> Approval:
    """Ask the budget holders of the account about this version; unanswered, the order ends (`release_unanswered`)."""
    account = db.get_one(Account, order.account_id)
    place = db.get_one(Institution, account.institution_id)
    people = approvers_of(db, place, requester_id=order.requester_id, on_behalf_of=order.on_behalf_of)
    if not people:
        raise NobodyMayApprove(number=account.number)
    municipality = db.get_one(Municipality, order.municipality_id)
    asked = Approval(
        municipality_id=order.municipality_id, order_id=order.id, order_version=order.version,
        amount_ore=sums_of(order, lines_of(db, order)).total_ore,
        answer_by=working_days_after(today(), municipality.approval_days),
    )  # fmt: skip
    db.add(asked)
    db.flush()
    later(
        db, "release_unanswered", {"approval_id": str(asked.id)}, municipality_id=order.municipality_id,
        key=f"release_unanswered:{asked.id}", run_at=moment_at(asked.answer_by + timedelta(days=1), 0),
    )  # fmt: skip
    told = {"approval_id": asked.id, "amount_ore": asked.amount_ore, "answer_by": asked.answer_by}
    record(db, "approval_asked", order, by=by, after={**told, "approver_ids": [person.id for person in people]})
    return asked


def confirm_order(db: Session, order: Order, *, by: Viewer | None) -> None:
    """The order stands; the promised day is the wanted one, while it is still to come."""
    promised = order.wanted_on
    if order.handover == Handover.COLLECT:
        promised = working_days_after(today(), 1)
    elif promised is not None and promised <= today():
        promised = None
    change_state(db, order, OrderState.CONFIRMED, promised_on=promised)
    record(db, "order_confirmed", order, by=by, after={"promised_on": promised})


def approve_order(db: Session, order: Order, *, by: Viewer, version: int) -> None:
    """Yes to the whole order as it was shown."""
    _answer(db, order, Decision.APPROVED, by=by, version=version)
    record(db, "order_approved", order, by=by)
    confirm_order(db, order, by=by)


def reduce_order(
    db: Session, order: Order, quantities: Mapping[UUID, int], *, by: Viewer, version: int, reason: str = ""
) -> None:
    """Yes to fewer: new quantities by line, no more than asked for, not all nought. The rest is in the shop again."""
    lines = lines_of(db, order)
    if not any(min(quantities.get(line.id, line.quantity), line.quantity) for line in lines):
        raise NothingLeft
    _answer(db, order, Decision.REDUCED, by=by, version=version, reason=reason)
    before = {line.title: line.quantity for line in lines}
    changed = reduce_lines(db, order, lines, dict(quantities), by=by)
    record(db, "order_reduced", order, by=by, before=before, after={**changed, "reason": reason})
    confirm_order(db, order, by=by)


def reject_order(db: Session, order: Order, reason: str, *, by: Viewer, version: int) -> None:
    """No, with a reason for the one who asked. Everything is in the shop again."""
    _answer(db, order, Decision.REJECTED, by=by, version=version, reason=reason)
    _end_rejected(db, order, reason, by=by)


def release_unanswered(db: Session, approval_id: UUID) -> None:
    """When the time to answer has passed without an answer: the order ends with a plain reason, its units are freed."""
    asked = db.get(Approval, approval_id)
    if asked is None or asked.decision is not None or asked.voided_at is not None or asked.answer_by >= today():
        return
    order = db.get_one(Order, asked.order_id)
    if order.state != OrderState.AWAITING_APPROVAL:
        return
    asked.voided_at = now()
    db.add(asked)
    _end_rejected(db, order, str(NOBODY_ANSWERED), by=None)


def void_question(db: Session, order: Order) -> None:
    """The question about this version is off, answered or not: the order was changed or cancelled."""
    asked = approval_of(db, order)
    if asked is not None and asked.voided_at is None:
        asked.voided_at = now()
        db.add(asked)
        db.flush()


def _end_rejected(db: Session, order: Order, reason: str, *, by: Viewer | None) -> None:
    change_state(db, order, OrderState.REJECTED, closed_at=now(), close_reason=reason[:300])
    release_all(db, order, by=by)
    record(db, "order_rejected", order, by=by, after={"reason": reason})


def may_approve(db: Session, order: Order, viewer: Viewer) -> bool:
    """Whether the viewer is a budget holder of the order's account; that they asked themself is another matter."""
    account = db.get_one(Account, order.account_id)
    place = db.get_one(Institution, account.institution_id)
    return viewer.may_at(Permission.APPROVE_ORDERS, place.path)


def is_for(order: Order, viewer: Viewer) -> bool:
    """Whether the viewer asked for the order, or it was asked for on their behalf."""
    return order.requester_id == viewer.person_id or is_same_name(viewer.name, order.on_behalf_of)


def answered(db: Session, asked: Approval) -> AlreadyAnswered:
    """The sentence for the one who comes too late: who answered what, and when."""
    person = db.get_one(Person, asked.decided_by_id)
    assert asked.decision is not None  # noqa: S101 - because only an answered question comes here
    assert asked.decided_at is not None  # noqa: S101
    return AlreadyAnswered(name=person.name, answer=ANSWERS[asked.decision], moment=moment(asked.decided_at))


def _answer(db: Session, order: Order, decision: Decision, *, by: Viewer, version: int, reason: str = "") -> None:
    if not may_approve(db, order, by):
        raise NotFound
    if is_for(order, by):
        raise OwnOrder
    asked = approval_of(db, order)
    if asked is not None and asked.decision is not None and asked.voided_at is None:
        raise answered(db, asked)
    if asked is None or order.state != OrderState.AWAITING_APPROVAL:
        raise NoQuestion
    if version != order.version:
        raise ChangedMeanwhile
    taken = db.execute(
        sa.update(Approval)
        .where(col(Approval.id) == asked.id, col(Approval.decision).is_(None), col(Approval.voided_at).is_(None))
        .values(decision=decision, decided_by_id=by.person_id, decided_at=now(), reason=reason)
        .execution_options(synchronize_session=False)
    )
    db.refresh(asked)
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise answered(db, asked) if asked.decision else NoQuestion
