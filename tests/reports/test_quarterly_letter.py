"""The figures by e-mail each quarter: one letter, the page's figures, for those who may see them and want them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from time_machine import travel

from app.accounts.actions import take_role
from app.accounts.models import Role, RoleHeld
from app.accounts.permissions import Permission
from app.accounts.sessions import viewer_of
from app.core.clock import now
from app.core.db import session_for
from app.core.i18n import speaking
from app.history.models import Event
from app.history.timed import TIMED
from app.history.work import work_until_idle
from app.notifications.models import Letter
from app.quarterly import actions, letters
from app.quarterly.actions import look_after, subscribe, unsubscribe
from app.quarterly.handlers import look_after_subscriptions
from app.quarterly.models import ReportSubscription
from app.quarterly.queries import RUNNING
from app.reports.places import places_of
from app.reports.queries import total_of
from tests.factories import make_institution, make_person
from tests.reports.factories import book, everything

MAY, JULY = "2026-05-20 09:00:00+00:00", "2026-07-01 06:00:00+00:00"


@pytest.fixture
def school(db):
    """With 20 chairs in May; another workplace has one more, and a bookcase."""
    made = make_institution(db, "Sølund Skole")
    for _each in range(20):
        book(db, to=made, minutes=30, labour_ore_per_hour=25_000)
    book(db)
    book(db, category="bookcase")
    db.commit()
    return made


@pytest.fixture
def leader(db, school):
    made = make_person(db, Role.LEADER, email="leif@example.org")
    db.commit()
    return made


def asks(db, person, school=None, language="da"):
    """The person asks for the school's figures, or all they see, in May."""
    viewer = viewer_of(db, person)
    places = places_of(db, viewer.municipality_id, viewer.scope(Permission.SEE_REPORTS))
    with travel(MAY, tick=False), speaking(language):
        made = subscribe(db, places.get(school.id) if school else None, by=viewer)
        db.commit()
    return made


def turn(db, engine, moment, *, works=True):
    """The daily work at that moment, and what comes of it; every letter there is, in order."""
    with travel(moment, tick=False):
        look_after_subscriptions(db)
        db.commit()
        if works:
            work_until_idle(engine)
        found = list(db.exec(select(Letter).order_by(Letter.written_at)).all())  # type: ignore[arg-type]
        db.commit()
    return found


def happened(db):
    """What history tells of subscriptions."""
    asked = select(Event.name).where(Event.subject_type == "report_subscription").order_by(Event.position)  # type: ignore[arg-type]
    return list(db.exec(asked).all())


def rows(db):
    return db.exec(select(ReportSubscription).execution_options(populate_existing=True)).all()


def test_it_is_asked_for_and_stopped_on_the_report(db, browse, leader, school):
    browser, form = browse(leader), {"period": "2026-Q2", "institution": str(school.id)}
    assert "Få tallene på mail hvert kvartal" in browser.get("/reports?period=2026-Q2").text

    asked = browser.post("/reports/subscriptions", data=form)
    browser.post("/reports/subscriptions", data=form)

    assert "Du får tallene på leif@example.org hvert kvartal." in asked.text
    assert "<b>Sølund Skole:</b>" in asked.text
    assert "Få tallene på mail hvert kvartal" in browser.get("/reports?period=2026-Q2").text  # the whole is another
    (row,) = rows(db)
    ending = f"/reports/subscriptions/{row.id}/ending"
    db.commit()
    stopped = browser.post(ending, data=form)
    browser.post(ending, data=form)
    assert "Få tallene på mail hvert kvartal" in stopped.text
    assert rows(db)[0].ended_at is not None
    assert happened(db) == ["report_subscribed", "report_unsubscribed"]


def test_the_figures_of_a_place_one_may_not_see_are_not_sent(db, browse, school):
    manager = make_person(db, Role.INSTITUTION_MANAGER, at=make_institution(db, "Museet"))
    form = {"period": "2026-Q2", "institution": str(school.id)}

    assert browse(manager).post("/reports/subscriptions", data=form).status_code == 404
    assert rows(db) == []


def test_a_letter_comes_once_for_each_quarter_that_has_ended(db, engine, leader):
    asks(db, leader)
    assert "timed:look_after_subscriptions" in TIMED
    assert turn(db, engine, "2026-06-30 20:00:00+00:00") == []

    first = turn(db, engine, "2026-06-30 22:30:00+00:00")  # it is July in Denmark
    for day in ("2026-07-01", "2026-07-02", "2026-09-30"):
        assert turn(db, engine, f"{day} 06:00:00+00:00") == first

    assert [each.to_address for each in first] == ["leif@example.org"]
    second = turn(db, engine, "2026-10-01 06:00:00+00:00")
    assert [each.subject for each in second] == [
        "Tallene for 2. kvartal 2026: Hele kommunen",
        "Tallene for 3. kvartal 2026: Hele kommunen",
    ]
    assert "Ingen ting er leveret i 3. kvartal 2026" in second[1].body


def test_its_figures_are_those_of_the_page(db, engine, browse, leader, school):
    asks(db, leader, school)

    (letter,) = turn(db, engine, JULY)

    assert letter.subject == "Tallene for 2. kvartal 2026: Sølund Skole"
    assert letter.link == f"http://testserver/reports?period=2026-Q2&institution={school.id}"
    truth = total_of(db, everything(db).narrowed(institutions=(school.id,)))
    assert (truth.things, truth.net_ore, truth.price_ore) == (20, 4_750_000, 700_000)
    for said in ("brug igen: 20\n", "netto: 47.500\xa0kr. (mellem", "priser: 7.000\xa0kr."):
        assert said in letter.body
    with travel(JULY, tick=False):
        page = browse(leader).get(letter.link.removeprefix("http://testserver")).text
    headline, told = letter.body.split("\n\n")[1:3]
    assert headline == "Sølund Skole sparede 47.500\xa0kr. og 1,5\xa0ton CO₂e på tre måneder"
    assert headline in page
    figures = [line.split(": ")[1].rstrip(")").split(" (") for line in told.split("\n")]
    assert [len(each) for each in figures] == [1, 2, 2, 1]
    for figure in (each for line in figures for each in line):
        assert f">{figure}<" in page or f"{figure}<" in page, figure


def test_without_a_place_it_is_of_what_the_person_sees(db, engine, school):
    manager = make_person(db, Role.INSTITUTION_MANAGER, at=school)
    asks(db, manager)

    (letter,) = turn(db, engine, JULY)

    assert letter.subject.endswith(": Sølund Skole")
    assert "Ting i brug igen: 20\n" in letter.body


def test_what_is_assumed_is_said_and_in_the_language_it_was_asked_for_in(db, engine, leader, school):
    asks(db, leader, school, "en")
    (sure,) = turn(db, engine, JULY)
    for _each in range(5):
        book(db, at=date(2026, 8, 3), to=school, answer="UNKNOWN")
    book(db, at=date(2026, 8, 3), to=school)

    thin = turn(db, engine, "2026-10-01 06:00:00+00:00")[1]

    assert "Under 80 %" not in sure.body
    assert "The buyer answered for 16 % of the things" in thin.body
    assert thin.subject == "The figures of Q3 2026: Sølund Skole"
    assert thin.language == "en"


def shut_out(db, person):
    person.disabled_at = now()


def without_the_role(db, person):
    for held in db.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)).all():
        take_role(db, held, person, by=None)


def at_another_place(db, person):
    held = db.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)).one()
    held.institution_id = make_institution(db, "Museet").id


LOSSES = (shut_out, without_the_role, at_another_place)


@pytest.mark.parametrize("lose", LOSSES)
def test_who_may_not_see_them_any_longer_gets_no_letter(db, engine, school, lose):
    manager = make_person(db, Role.INSTITUTION_MANAGER, at=school)
    asks(db, manager, school)
    lose(db, manager)
    db.commit()

    assert turn(db, engine, "2026-05-21 06:00:00+00:00") == []
    assert rows(db)[0].ended_at is not None
    assert turn(db, engine, JULY) == []
    assert happened(db) == ["report_subscribed", "report_subscription_lapsed"]


@pytest.mark.parametrize("lose", LOSSES)
def test_nor_who_lost_it_before_the_letter_was_written(db, engine, school, lose):
    manager = make_person(db, Role.INSTITUTION_MANAGER, at=school)
    asks(db, manager, school)
    turn(db, engine, JULY, works=False)
    lose(db, manager)
    db.commit()

    assert turn(db, engine, "2026-07-01 06:01:00+00:00") == []
    assert happened(db) == ["report_subscribed", "quarter_reported", "report_subscription_lapsed"]


def test_without_looking_at_the_permission_the_letter_would_go_out(db, engine, school, monkeypatch):
    manager = make_person(db, Role.INSTITUTION_MANAGER, at=school)
    make_person(db, Role.LEADER)
    asks(db, manager)
    for held in db.exec(select(RoleHeld).where(RoleHeld.person_id == manager.id)).all():
        take_role(db, held, manager, by=None)
    db.commit()
    for module in (actions, letters):
        monkeypatch.setattr(module, "may_go_on", lambda *_asked: True)

    assert len(turn(db, engine, JULY)) == 1


def test_who_stops_before_the_letter_is_written_gets_none(db, engine, leader):
    row = asks(db, leader)
    turn(db, engine, JULY, works=False)
    unsubscribe(db, row, by=viewer_of(db, leader))

    assert turn(db, engine, "2026-07-01 06:01:00+00:00") == []


def test_after_a_long_pause_the_letters_come_one_by_one(db, engine, leader):
    asks(db, leader)

    counts = [len(turn(db, engine, f"2027-01-0{day} 06:00:00+00:00")) for day in (2, 3, 4, 5)]

    assert counts == [1, 2, 3, 3]


def test_the_database_holds_one_running_for_the_same(db, leader):
    row = asks(db, leader)
    db.add(ReportSubscription(**row.model_dump(exclude={"id"})))

    with pytest.raises(IntegrityError):
        db.flush()


def two_workers(db, engine, monkeypatch):
    """Both have read which quarter is next before either writes; how many letters come of it."""
    here, both, look = db.info["municipality_id"], Barrier(2), actions.next_quarter

    def look_and_wait(subscription):
        found = look(subscription)
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.5)
        return found

    def work(municipality_id):
        with session_for(engine, municipality_id=municipality_id) as mine:
            look_after(mine)

    monkeypatch.setattr(actions, "next_quarter", look_and_wait)
    with travel(JULY, tick=False), ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [here, here]))
        work_until_idle(engine)
    return len(db.exec(select(Letter)).all())


def test_two_workers_write_one_letter(db, engine, leader, monkeypatch):
    asks(db, leader)

    assert two_workers(db, engine, monkeypatch) == 1


def test_without_the_key_of_the_quarter_they_would_write_two(db, engine, leader, monkeypatch):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time by itself")
    asks(db, leader)
    monkeypatch.setattr(actions, "not_told", lambda _subscription: (RUNNING,))

    assert two_workers(db, engine, monkeypatch) == 2
