"""By the clock: a quarter that has ended is opened, those who wait are reminded, and those who check are told."""

from datetime import date

import pytest
from sqlmodel import select
from time_machine import travel

from app.accounts.actions import give_role
from app.accounts.models import Role
from app.core.clock import now
from app.history.models import Event
from app.history.work import work_until_idle
from app.notifications.models import Letter
from app.oversight.handlers import look_after, look_after_oversight
from app.oversight.holders import tree_of
from app.oversight.models import Oversight
from tests.factories import make_account, make_institution, make_municipality, make_person, the_municipality
from tests.oversight.factories import make_town, row_of, sign

OPENED = "2026-10-01 06:00:00+00:00"


@pytest.fixture
def town(db):
    """Founded long before, so that there is a quarter to look at."""
    with travel("2026-01-05 08:00:00+00:00", tick=False):
        the_municipality(db).created_at = now()
        made = make_town(db)
        db.commit()
    return made


def by_the_clock(db, moment, *, times=1):
    """The daily work at that moment; once more changes nothing."""
    with travel(moment, tick=False):
        for _each in range(times):
            look_after(db, the_municipality(db))
            db.commit()


def pages(db):
    """The quarter and place of every page."""
    rows = db.exec(select(Oversight).execution_options(populate_existing=True)).all()
    return sorted((row.quarter, row.institution_id) for row in rows)


def letters(db, engine):
    """Who got which letter, after the worker has done its work."""
    db.commit()
    work_until_idle(engine)
    found = [(each.kind, each.to_address, each) for each in db.exec(select(Letter)).all()]
    db.commit()
    return sorted(found, key=lambda each: each[:2])


def happened(db, name):
    return db.exec(select(Event).where(Event.name == name)).all()


def test_a_quarter_is_opened_once_when_it_has_ended(db, town):
    by_the_clock(db, "2026-07-01 06:00:00+00:00", times=2)
    second = pages(db)
    by_the_clock(db, "2026-09-30 20:00:00+00:00")
    assert pages(db) == second
    assert {quarter for quarter, _place in second} == {"2026-Q2"}

    by_the_clock(db, "2026-09-30 22:30:00+00:00", times=2)  # it is October in Denmark

    assert pages(db) == sorted(second + [("2026-Q3", place) for _quarter, place in second])
    assert {place for _quarter, place in second} == {town.centre.id, town.school.id}
    assert len(happened(db, "oversight_opened")) == 2
    assert row_of(db, town.school).due_on == date(2026, 10, 31)


def test_quarters_that_passed_while_nobody_worked_are_opened_too(db, town):
    by_the_clock(db, "2026-04-01 06:00:00+00:00")
    by_the_clock(db, "2027-01-02 06:00:00+00:00")

    assert sorted({quarter for quarter, _place in pages(db)}) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


def test_nothing_is_opened_of_the_time_before_the_municipality_came(db, town):
    with travel("2026-10-02 08:00:00+00:00", tick=False):
        the_municipality(db).created_at = now()
        look_after(db, the_municipality(db))

    assert pages(db) == []


def test_every_account_is_on_the_page_of_its_nearest_budget_holder(db, town):
    far = make_institution(db, "Vej og Park")
    make_account(db, far)
    make_institution(db, "Uden konto")
    tree = tree_of(db)

    assert {owner: set(ids) for owner, ids in tree.pages.items()} == {
        town.centre.id: {town.centre.id, town.library.id},
        town.school.id: {town.school.id},
        far.id: {far.id},
    }
    assert [person.name for person in tree.holders_of(town.school.id)] == ["Sonja Sand"]
    assert list(tree.holders_of(far.id)) == []
    mayor = make_person(db, Role.APPROVER, name="Karl Kommune")
    assert [person.id for person in tree_of(db).holders_of(far.id)] == [mayor.id]


def test_who_is_shut_out_or_held_a_role_at_a_closed_place_is_no_budget_holder(db, town):
    town.approver.disabled_at = now()
    db.flush()

    assert town.school.id not in tree_of(db).pages
    town.centre.closed_at = now()
    db.flush()
    assert list(tree_of(db).holders_of(town.centre.id)) == []


def test_each_budget_holder_gets_one_letter_about_all_their_pages(db, engine, town):
    museum = make_institution(db, "Museet")
    make_account(db, museum)
    both = make_person(db, Role.APPROVER, at=museum, email="both@example.org")
    give_role(db, both, Role.APPROVER, at=town.school)
    by_the_clock(db, OPENED, times=2)

    sent = letters(db, engine)

    assert [(kind, to) for kind, to, _letter in sent] == [
        ("oversight_opened", "bodil@example.org"),
        ("oversight_opened", "both@example.org"),
        ("oversight_opened", "sonja@example.org"),
    ]
    of_both, of_sonja = sent[1][2], sent[2][2]
    assert "Museet\nSølund Skole" in of_both.body
    assert of_both.link == "http://testserver/oversight"
    assert of_sonja.link == f"http://testserver/oversight/{town.school.id}/2026-Q3"
    assert of_sonja.subject == "Dit ledelsestilsyn for 3. kvartal 2026 er klar"
    assert "Skriv under senest 31. oktober 2026." in of_sonja.body


def test_those_who_have_not_signed_are_reminded_once_after_fourteen_days(db, engine, town):
    by_the_clock(db, OPENED)
    with travel("2026-10-05 10:00:00+00:00", tick=False):
        sign(db, town.centre, town.head)
        db.commit()
    by_the_clock(db, "2026-10-15 05:59:00+00:00")
    assert happened(db, "oversight_reminded") == []

    by_the_clock(db, "2026-10-15 06:00:00+00:00", times=3)
    by_the_clock(db, "2026-10-25 06:00:00+00:00")

    sent = [(kind, to) for kind, to, _letter in letters(db, engine) if kind == "oversight_reminded"]
    assert sent == [("oversight_reminded", "sonja@example.org")]
    assert row_of(db, town.centre).reminded_at is None


def test_those_who_check_are_told_once_of_what_is_past_its_day(db, engine, town):
    make_person(db, Role.ADMINISTRATOR, home=town.centre, email="asta@example.org")
    by_the_clock(db, OPENED)
    with travel("2026-10-05 10:00:00+00:00", tick=False):
        sign(db, town.centre, town.head)
        db.commit()
    by_the_clock(db, "2026-10-31 12:00:00+00:00")
    assert happened(db, "oversight_overdue") == []

    by_the_clock(db, "2026-11-01 06:00:00+00:00", times=3)
    by_the_clock(db, "2026-11-09 06:00:00+00:00")

    sent = [each for each in letters(db, engine) if each[0] == "oversight_overdue"]
    assert [to for _kind, to, _letter in sent] == ["asta@example.org", "oda@example.org"]
    assert sent[0][2].subject == "1 ledelsestilsyn er over fristen"
    assert "Sølund Skole, 3. kvartal 2026" in sent[0][2].body
    assert "Børn og Skole" not in sent[0][2].body


def test_who_signed_before_the_letter_was_written_gets_none(db, engine, town):
    by_the_clock(db, OPENED)
    with travel("2026-10-01 06:05:00+00:00", tick=False):
        sign(db, town.school, town.approver)

    assert [to for _kind, to, _letter in letters(db, engine)] == ["bodil@example.org"]


def test_the_timed_work_looks_after_every_municipality(db, town):
    here, founded = db.info["municipality_id"], the_municipality(db).created_at
    other = make_municipality(db)
    other.created_at = founded
    make_account(db, make_institution(db, "Fjordskolen"))
    db.info["municipality_id"] = here
    db.commit()

    with travel(OPENED, tick=False):
        look_after_oversight(db)
        db.commit()

    assert len(pages(db)) == 2
    db.info["municipality_id"] = other.id
    assert len(pages(db)) == 1
