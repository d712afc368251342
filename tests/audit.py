"""Every change a request makes writes history: watched in every test that sends a form."""

from typing import Any

import pytest
from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from app.accounts.models import NumberSeries, SignInAttempt, SignInSession
from app.administration.models import ImportFile
from app.catalogue.models import SearchTerm, SearchWord
from app.history.models import BackgroundTask, Deed, Event, EventChain
from app.media.models import Photo
from app.orders.models import BasketLine

# A session, a try to sign in, a basket, a photo or a file on its way, a sending: not yet changes to anybody's things.
WITHOUT_HISTORY = (
    SignInSession, SignInAttempt, BasketLine, Photo, BackgroundTask, Event, EventChain, NumberSeries, SearchTerm,
    SearchWord, ImportFile, Deed,
)  # fmt: skip


class UnrecordedChange(AssertionError):
    """A request changed something and wrote no event about it."""


def _is_request(session: Session) -> bool:
    return session.info.get("reading") is False


def _note(session: Session, name: str) -> None:
    session.info.setdefault("changed", set()).add(name)


def _has_changed(row: Any) -> bool:
    """Whether a value is another than it was; one that was set without being looked at first does not count."""
    histories = [each.history for each in inspect(row).attrs]
    return any(each.added and each.deleted and each.added != each.deleted for each in histories)


def _after_flush(session: Session, _context: Any) -> None:
    if _is_request(session):
        for row in [*session.new, *session.deleted, *filter(_has_changed, session.dirty)]:
            if not isinstance(row, WITHOUT_HISTORY):
                _note(session, type(row).__name__)


def _is_hold(state: ORMExecuteState) -> bool:
    """Holding for a basket is a time on the unit, and no more a change than the basket itself."""
    values = getattr(state.statement, "_values", None) or {}
    return bool(values) and {getattr(column, "key", column) for column in values} <= {"held_until", "held_by_id"}


def _on_statement(state: ORMExecuteState) -> Any:
    session = state.session
    if not _is_request(session) or not (state.is_update or state.is_delete) or _is_hold(state):
        return None
    result: Any = state.invoke_statement()
    for mapper in state.all_mappers:
        if getattr(result, "rowcount", 1) and not issubclass(mapper.class_, WITHOUT_HISTORY):
            _note(session, mapper.class_.__name__)
    return result


def _on_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault("changed_before", {})[transaction] = set(session.info.get("changed", ()))


def _on_rollback(session: Session, transaction: SessionTransaction) -> None:
    """What was taken back to a savepoint has not changed."""
    if transaction.nested:
        session.info["changed"] = session.info.get("changed_before", {}).pop(transaction, set())


def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    # Because what is only written at the commit would be noticed too late.
    session.flush()
    changed = session.info.pop("changed", set())
    if _is_request(session) and changed and not session.info.get("new_events"):
        raise UnrecordedChange(", ".join(sorted(changed)))


@pytest.fixture(autouse=True, scope="session")
def every_change_is_recorded() -> Any:
    """Turn an unrecorded change into an error, in the request that made it.

    Once for all tests: a listener that came and went would disturb the worker of a served application at its commits.
    """
    listeners: tuple[tuple[str, Any], ...] = (
        ("after_flush", _after_flush), ("do_orm_execute", _on_statement), ("before_commit", _before_commit),
        ("after_transaction_create", _on_savepoint), ("after_soft_rollback", _on_rollback),
    )  # fmt: skip
    for name, listener in listeners:
        event.listen(Session, name, listener, insert=name == "before_commit")
    yield
    for name, listener in listeners:
        event.remove(Session, name, listener)
