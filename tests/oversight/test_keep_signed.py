"""What is signed is signed once and kept by the database; what is heard of later is told on the next page."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from time_machine import travel

from app.accounts.models import Role
from app.accounts.sessions import viewer_of
from app.core.db import session_for
from app.impact.frozen import canonical
from app.oversight import actions
from app.oversight.actions import FoundMore, SignedAlready, sign_oversight
from app.oversight.content import fingerprint
from app.oversight.findings import Kind
from app.oversight.queries import get_page
from tests.factories import make_person
from tests.orders.test_race import at_once
from tests.oversight.factories import bought_on, keys_on, on_list, opened, page_of, row_of, sign

pytestmark = pytest.mark.usefixtures("october")


def signed_after(db, engine, town):
    """A page read before somebody else signed it, in the hands of the head."""
    by = viewer_of(db, town.head)
    page = page_of(db, town.school, by)
    db.commit()
    with session_for(engine, municipality_id=by.municipality_id) as other:
        sign(other, town.school, town.approver)
    assert not page.is_signed
    return page, {"comment": "Også set", "seen": fingerprint(canonical(page.shown)), "by": by}


def without_triggers(db):
    """Only the database's owner can: the triggers are gone for the rest of the transaction."""
    is_sqlite = db.connection().dialect.name == "sqlite"
    off = "DROP TRIGGER oversight_no_update" if is_sqlite else "SET LOCAL session_replication_role = replica"
    db.connection().execute(sa.text(off))


def test_a_page_that_another_signed_meanwhile_is_not_signed_again(db, town, engine, waiting):
    page, said = signed_after(db, engine, town)

    with pytest.raises(SignedAlready):
        sign_oversight(db, page, **said)

    db.rollback()
    assert row_of(db, town.school).signed_by_id == town.approver.id


def test_without_the_condition_and_the_trigger_the_second_would_win(db, town, engine, waiting, monkeypatch):
    """The control: the same two signatures, and the first is gone."""
    page, said = signed_after(db, engine, town)
    without_triggers(db)
    monkeypatch.setattr(actions, "NOT_SIGNED", sa.true())

    sign_oversight(db, page, **said)

    assert row_of(db, town.school).signed_by_id == town.head.id


def test_of_two_who_sign_at_once_one_wins_and_the_other_is_told(db, town, engine, waiting):
    people = [viewer_of(db, town.approver), viewer_of(db, town.head)]
    db.commit()

    def try_to_sign(n):
        by = people[n]
        with session_for(engine, municipality_id=by.municipality_id) as mine:
            page = get_page(mine, town.school.id, "2026-Q3", viewer=by)
            try:
                sign_oversight(mine, page, comment=f"{n}", seen=fingerprint(canonical(page.shown)), by=by)
            except SignedAlready as told:
                mine.rollback()
                return str(told)
            return ""

    said = at_once(try_to_sign, 2)

    winner = said.index("")
    assert f"{people[winner].name} har allerede underskrevet siden" in said[1 - winner]
    assert row_of(db, town.school).comment == f"{winner}"


@pytest.mark.parametrize("way", ["UPDATE oversight SET comment = ''", "DELETE FROM oversight"])
def test_the_database_keeps_what_is_signed(db, town, waiting, way):
    sign(db, town.school, town.approver)
    db.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        db.connection().execute(sa.text(way))


def test_what_is_not_signed_may_change(db, town, waiting):
    changed = db.connection().execute(sa.text("UPDATE oversight SET reminded_at = opened_at"))

    assert changed.rowcount == 2


def test_with_the_trigger_off_a_change_goes_through_and_the_page_says_so(db, town, browse, waiting):
    """The control: without the protection the content changes, and its fingerprint tells."""
    sign(db, town.school, town.approver)
    db.commit()
    without_triggers(db)

    db.connection().execute(sa.text("UPDATE oversight SET content = replace(content, '250000', '150000')"))
    db.commit()

    page = browse(town.approver).get(waiting)
    assert "1.500" in page.text
    assert "Siden er ikke den, der blev underskrevet" in page.text


def test_what_is_heard_of_later_is_on_the_next_page_and_told_once(db, town, waiting):
    sign(db, town.school, town.approver)
    late = bought_on(db, town.school, date(2026, 9, 30), voucher="F-99")
    bought_on(db, town.school, date(2026, 10, 3), voucher="F-100")

    assert keys_on(page_of(db, town.school, town.approver), Kind.BOUGHT_NEW) == []
    running = page_of(db, town.school, town.approver, "2026-Q4")
    assert [(each["ref"], each["quarter"]) for each in running.shown["late"]] == [("F-99", "2026-Q3")]
    assert keys_on(running, Kind.BOUGHT_NEW) == ["F-100"]
    assert on_list(running, Kind.OVER_LIMIT) == []
    with travel("2027-01-05 10:00:00+00:00", tick=False):
        opened(db, running.subject.period)
        sign(db, town.school, town.approver, "2026-Q4")
        later = page_of(db, town.school, town.approver, "2027-Q1")
    assert later.shown["late"] == []
    assert late.voucher == "F-99"


def test_while_the_page_waits_nothing_is_late(db, town, waiting):
    """The control: the same purchase is on its own quarter's page as long as that is not signed."""
    bought_on(db, town.school, date(2026, 9, 30), voucher="F-99")

    assert keys_on(page_of(db, town.school, town.approver), Kind.BOUGHT_NEW) == ["F-99"]
    assert page_of(db, town.school, town.approver, "2026-Q4").shown["late"] == []


def test_a_page_seen_in_one_state_cannot_be_signed_in_another(db, town, waiting):
    page = page_of(db, town.school, town.approver)
    by = viewer_of(db, make_person(db, Role.APPROVER, at=town.school))

    with pytest.raises(FoundMore):
        sign_oversight(db, page, comment="Set", seen="1" * 64, by=by)
