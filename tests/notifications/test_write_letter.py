"""Who is told what: one letter an event and person, in their language, with a link that only shows."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Role
from app.core.clock import now, today
from app.history import record
from app.history.work import work_until_idle
from app.notifications.models import Letter
from app.notifications.order_letters import tell_approved
from app.notifications.outbox import send_letter
from app.orders.models import Handover, OrderState, Return
from tests.deliveries.factories import make_neighbour, make_report, make_run, put_on
from tests.factories import make_institution, make_person, make_viewer
from tests.orders.factories import line_of, make_order


@pytest.fixture
def school(db):
    return make_institution(db, "Sølund Skole")


@pytest.fixture
def mette(db, school):
    return make_person(db, home=school, name="Mette Holm", email="mette@example.org")


def told(db, engine):
    """The letters after the worker has done its work."""
    db.commit()
    work_until_idle(engine)
    found = list(db.exec(select(Letter).order_by(Letter.to_address).execution_options(populate_existing=True)).all())
    db.commit()
    return found


def test_each_approver_is_asked_in_their_own_language(db, engine, mette, school):
    lars = make_person(db, Role.APPROVER, home=school, name="Lars Bech", email="lars@example.org")
    anne = make_person(db, Role.APPROVER, home=school, name="Anne May", email="anne@example.org")
    gone = make_person(db, Role.APPROVER, home=school, email="gone@example.org")
    anne.language, gone.disabled_at = "en", now()
    db.add_all([anne, gone])
    order = make_order(db, mette, school, state=OrderState.AWAITING_APPROVAL)
    asked = {"amount_ore": 260_000, "answer_by": "2026-12-04", "approver_ids": [str(p.id) for p in (lars, anne, gone)]}
    record(db, "approval_asked", order, by=None, after=asked)

    english, danish = told(db, engine)

    assert danish.subject == "Må Mette købe genbrug for 2.600 kr.?"
    assert "Siger du ikke noget, frigiver vi dem." in danish.body
    assert "fredag 4. december" in danish.body
    assert english.subject == "May Mette buy reused items for DKK 2,600?"
    assert "Hello Anne" in english.body
    assert danish.link == f"http://testserver/approvals/{order.id}"


@pytest.mark.parametrize(
    "event, after, subject, said",
    [
        ("order_approved", {}, "Ja til din bestilling", "Lars Bech har sagt ja"),
        ("order_reduced", {"reason": "Tag to"}, "Ja til en del", "»Tag to«"),
        ("order_rejected", {"reason": "Vi har nok stole"}, "Nej til din bestilling", "»Vi har nok stole«"),
    ],
)
def test_the_answer_reaches_the_one_who_ordered(db, engine, mette, school, event, after, subject, said):
    lars = make_viewer(db, Role.APPROVER, home=school, name="Lars Bech")
    order = make_order(db, mette, school)
    record(db, event, order, by=lars, after=after)

    [letter] = told(db, engine)

    assert letter.to_address == "mette@example.org"
    assert subject in letter.subject
    assert said in letter.body


def test_an_order_nobody_answered_says_so(db, engine, mette, school):
    order = make_order(db, mette, school, state=OrderState.REJECTED)
    record(db, "order_rejected", order, by=None, after={"reason": "x"})

    [letter] = told(db, engine)

    assert "Ingen svarede" in letter.body


def test_the_day_is_told_when_the_order_goes_on_a_run(db, engine, mette, school):
    order = make_order(db, mette, school)
    put_on(db, make_run(db, runs_on=today() + timedelta(days=3)), order)

    [letter] = told(db, engine)

    assert "Vi kommer med din bestilling" in letter.subject
    assert "kl. 8-12" in letter.body


def test_what_was_undone_at_once_is_not_told(db, engine, mette, school):
    record(db, "order_delivered", make_order(db, mette, school, state=OrderState.ON_THE_WAY), by=None)

    assert told(db, engine) == []


def test_a_failed_delivery_and_a_collected_order_are_told(db, engine, mette, school):
    record(db, "delivery_failed", make_order(db, mette, school), by=None, after={"reason": "Der var ingen"})
    collected = make_order(db, mette, school, handover=Handover.COLLECT, state=OrderState.DELIVERED)
    record(db, "order_delivered", collected, by=None)

    said = " ".join(f"{letter.subject} {letter.body}" for letter in told(db, engine))

    assert "Vi kunne ikke aflevere" in said
    assert "»Der var ingen«" in said
    assert f"{collected.number} er hentet" in said


@pytest.mark.parametrize(
    "event, facts, subject, said",
    [
        ("surplus_accepted", {}, "Ja tak", "24 stole"),
        ("surplus_asked", {"question": "Er de ens?"}, "spørgsmål", "»Er de ens?«"),
        ("surplus_declined", {"decline_reason": "For slidte"}, "kan ikke bruge", "»For slidte«"),
    ],
)
def test_the_one_who_reported_surplus_hears_back(db, engine, mette, school, event, facts, subject, said):
    report = make_report(db, mette, school, **facts)
    record(db, event, report, by=None, after=facts)

    [letter] = told(db, engine)

    assert subject in letter.subject
    assert said in letter.body
    # Because a question is answered from the letter itself.
    assert ("/answer?link=" if event == "surplus_asked" else f"/surplus/{report.id}") in letter.link


def test_the_leads_of_the_place_hear_of_a_return(db, engine, mette, school):
    make_person(db, Role.WORKSHOP_LEAD, email="lead@example.org")
    make_person(db, Role.WORKSHOP_LEAD, at=make_institution(db, "Rådhuset"), email="other@example.org")
    order = make_order(db, mette, school, state=OrderState.DELIVERED)
    back = Return(
        municipality_id=order.municipality_id, order_id=order.id, line_id=line_of(db, order).id, quantity=1,
        reason="For lav", asked_by_id=mette.id,
    )  # fmt: skip
    db.add(back)
    db.flush()
    record(db, "return_asked", back, by=None)

    [letter] = told(db, engine)

    assert letter.to_address == "lead@example.org"
    assert "»For lav«" in letter.body


def test_the_same_event_writes_to_a_person_once(db, engine, mette, school):
    event = record(db, "order_approved", make_order(db, mette, school), by=None)
    db.commit()
    for _each in range(2):
        tell_approved(db, event)

    assert len(told(db, engine)) == 1


def test_a_letter_that_is_gone_is_no_work(db, mette):
    send_letter(db, {"letter_id": str(mette.id)})


def test_the_administrator_sees_the_state_of_letters_but_not_what_they_say(db, engine, browse, mette, school):
    admin = make_person(db, Role.ADMINISTRATOR, home=school)
    order = make_order(db, mette, school)
    record(db, "order_rejected", order, by=make_viewer(db, Role.APPROVER), after={"reason": "Fortrolig begrundelse"})
    told(db, engine)

    page = browse(admin).get("/admin/letters").text

    assert "Der er ikke sat en mailserver op" in page
    assert "Gemt, ikke sendt" in page
    assert "mette@example.org" in page
    assert "Fortrolig" not in page


def test_letters_are_for_the_administrators_of_the_whole_municipality(db, browse, mette, school):
    local_admin = make_person(db, Role.ADMINISTRATOR, at=school)
    for person in (local_admin, mette):
        assert browse(person).get("/admin/letters").status_code == 404
    record(db, "order_approved", make_order(db, mette, school), by=None)
    db.commit()
    neighbour = make_neighbour(db)
    db.info["municipality_id"] = neighbour.id
    foreign = make_person(db, Role.ADMINISTRATOR, home=make_institution(db, "Nabo"))

    assert "mette@example.org" not in browse(foreign).get("/admin/letters").text
