"""The budget holder says yes, fewer or no, once, by a POST; silence frees the things."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import col, select

from app.accounts.models import ApprovalRule, Role
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import now, today
from app.history.models import BackgroundTask, Event
from app.history.work import work_until_idle
from app.orders.actions import Checkout, OrderEdit, add_to_basket, approve_order, edit_order, place_order
from app.orders.actions.approve import AlreadyAnswered, ChangedMeanwhile
from app.orders.deadlines import working_days_after
from app.orders.models import Answer, Approval, Decision, Handover, Order, OrderLine, OrderState
from app.orders.queries import approval_of
from tests.factories import make_account, make_institution, make_item, make_municipality, make_viewer
from tests.orders.factories import basket_answers, line_of

ANSWERABLE = {"verdict": "approve", "version": "1"}


@pytest.fixture
def school(db):
    return make_institution(db)


@pytest.fixture
def account(db, school):
    return make_account(db, school)


@pytest.fixture
def approver(db, school):
    return make_viewer(db, Role.APPROVER, at=school, name="Lars Bech")


def place(db, buyer, school, account, quantity=8, **said):
    add_to_basket(db, make_item(db, units=quantity), quantity, by=buyer)
    answers = basket_answers(db, buyer, Answer.NEW)
    checkout = Checkout(f"key {now()}", school.id, account.id, answers, **said)
    order = place_order(db, checkout, by=buyer)
    db.commit()
    return order


@pytest.fixture
def buyer(db, school):
    return make_viewer(db, home=school, name="Mette Holm")


@pytest.fixture
def order(db, buyer, school, account, approver):
    return place(db, buyer, school, account)


def names(db, order):
    return db.exec(select(Event.name).where(Event.subject_id == order.id).order_by(col(Event.position))).all()


def asked_about(db, order):
    """The question to the budget holders, which must be there."""
    asked = approval_of(db, order)
    assert asked is not None
    return asked


def test_an_order_above_the_limit_asks_those_who_may_approve(db, order, approver):
    asked = asked_about(db, order)

    assert order.state == OrderState.AWAITING_APPROVAL
    assert asked.amount_ore == 280_000
    assert asked.answer_by == working_days_after(today(), 5)
    event = db.exec(select(Event).where(Event.name == "approval_asked")).one()
    assert event.after["approver_ids"] == [str(approver.person_id)]


@pytest.mark.parametrize(
    "rule,quantity,asks",
    [
        (ApprovalRule.ABOVE_LIMIT, 5, False),
        (ApprovalRule.ABOVE_LIMIT, 6, True),
        (ApprovalRule.ALWAYS, 1, True),
        (ApprovalRule.NEVER, 9, False),
    ],
)
def test_the_municipalitys_rule_decides_who_is_asked(db, buyer, school, account, approver, rule, quantity, asks):
    buyer.municipality.approval_rule = rule

    order = place(db, buyer, school, account, quantity)

    assert (order.state == OrderState.AWAITING_APPROVAL) is asks


def test_the_page_asks_a_plain_question_and_looking_at_it_approves_nothing(db, browse, order, approver):
    browser = browse(approver)

    page = browser.get(f"/approvals/{order.id}?verdict=approve&version=1").text
    listed = browser.get("/approvals").text

    assert "Må Mette købe genbrug for 2.800" in page
    assert "Siger du ikke noget, frigiver vi varerne" in page
    assert "Må Mette Holm købe genbrug" in listed
    db.expire_all()
    assert db.get_one(Order, order.id).state == OrderState.AWAITING_APPROVAL


def test_one_tap_says_yes(db, browse, order, approver):
    answer = browse(approver).post(f"/approvals/{order.id}/approval", ANSWERABLE)

    assert "Du har sagt ja" in answer.text
    db.expire_all()
    assert db.get_one(Order, order.id).state == OrderState.CONFIRMED
    assert names(db, order) == ["order_placed", "approval_asked", "order_approved", "order_confirmed"]


def test_the_second_answer_is_told_who_was_first(db, browse, order, approver, school):
    browse(approver).post(f"/approvals/{order.id}/approval", ANSWERABLE)
    other = browse(make_viewer(db, Role.INSTITUTION_MANAGER, at=school))

    answer = other.post(f"/approvals/{order.id}/approval", {"verdict": "reject", "version": "1", "reason": "For dyrt"})

    assert answer.status_code == 409
    assert "Lars Bech har allerede sagt ja" in answer.text
    assert "Lars Bech har allerede sagt ja" in other.get(f"/approvals/{order.id}").text
    db.expire_all()
    assert db.get_one(Order, order.id).state == OrderState.CONFIRMED


def test_a_no_takes_a_reason_and_frees_everything(db, browse, order, approver):
    browser = browse(approver)

    missing = browser.post(f"/approvals/{order.id}/approval", {"verdict": "reject", "version": "1"})
    browser.post(f"/approvals/{order.id}/approval", {"verdict": "reject", "version": "1", "reason": "Vent til januar"})

    assert missing.status_code == 422
    assert "Skriv hvorfor" in missing.text
    db.expire_all()
    order = db.get_one(Order, order.id)
    assert (order.state, order.close_reason) == (OrderState.REJECTED, "Vent til januar")
    assert {unit.stage for unit in db.exec(select(Unit))} == {Stage.ON_OFFER}


def test_a_yes_to_fewer_frees_the_rest(db, browse, order, approver):
    line = line_of(db, order)
    db.commit()
    browser, sent = browse(approver), {"verdict": "reduce", "version": "1"}
    url, field = f"/approvals/{order.id}/approval", f"quantity_{line.id.hex}"

    for wrong in ("9", "-1", "x", "0"):
        assert browser.post(url, {**sent, field: wrong}).status_code == 422
    browser.post(url, {**sent, field: "3"})

    db.expire_all()
    assert db.get_one(OrderLine, line.id).quantity == 3
    assert db.get_one(Order, order.id).state == OrderState.CONFIRMED
    stages = [unit.stage for unit in db.exec(select(Unit))]
    assert (stages.count(Stage.RESERVED), stages.count(Stage.ON_OFFER)) == (3, 5)
    assert asked_about(db, order).decision == Decision.REDUCED


def test_nobody_approves_their_own_order(db, browse, school, account, approver):
    manager = make_viewer(db, Role.INSTITUTION_MANAGER, at=school, home=school)
    order = place(db, manager, school, account)
    browser = browse(manager)

    assert "Du kan ikke godkende din egen bestilling" in browser.get(f"/approvals/{order.id}").text
    answer = browser.post(f"/approvals/{order.id}/approval", ANSWERABLE)

    assert answer.status_code == 409
    assert str(order.id) not in browser.get("/approvals").text


def test_nor_an_order_made_on_their_behalf(db, browse, buyer, school, account, approver):
    make_viewer(db, Role.APPROVER, at=school, name="Anne Friis")
    order = place(db, buyer, school, account, on_behalf_of="lars  bech")

    answer = browse(approver).post(f"/approvals/{order.id}/approval", ANSWERABLE)

    assert answer.status_code == 409
    asked = db.exec(select(Event).where(Event.name == "approval_asked")).one()
    assert str(approver.person_id) not in asked.after["approver_ids"]


@pytest.mark.parametrize("who", ["employee", "approver elsewhere", "another municipality"])
def test_for_others_the_question_does_not_exist(db, browse, order, school, who):
    if who == "another municipality":
        make_municipality(db)
    elsewhere = make_institution(db, name="Rådhuset")
    role = Role.EMPLOYEE if who == "employee" else Role.APPROVER
    stranger = browse(make_viewer(db, role, at=elsewhere))

    assert stranger.get(f"/approvals/{order.id}").status_code == 404
    assert stranger.post(f"/approvals/{order.id}/approval", ANSWERABLE).status_code == 404


def test_a_changed_order_is_asked_about_anew(db, order, approver, buyer):
    edit = OrderEdit("2.01", Handover.COLLECT, None, 0, {line_of(db, order).id: 7})

    edit_order(db, order, edit, by=buyer)

    assert order.version == 2
    assert order.state == OrderState.AWAITING_APPROVAL
    with pytest.raises(ChangedMeanwhile):
        approve_order(db, order, by=approver, version=1)
    approve_order(db, order, by=approver, version=2)
    assert [a.voided_at is None for a in db.exec(select(Approval).order_by(col(Approval.order_version)))] == [
        False,
        True,
    ]


def test_an_approved_order_that_is_changed_loses_its_approval(db, order, approver, buyer):
    approve_order(db, order, by=approver, version=1)

    edit_order(db, order, OrderEdit("2.01", Handover.COLLECT, None, 0, {}), by=buyer)

    assert order.state == OrderState.AWAITING_APPROVAL
    approve_order(db, order, by=approver, version=2)
    with pytest.raises(AlreadyAnswered):
        approve_order(db, order, by=approver, version=2)


def test_silence_frees_the_things_after_the_day_to_answer(db, engine, order):
    deadline = asked_about(db, order).answer_by
    db.commit()
    with time_machine.travel(now() + timedelta(days=(deadline - today()).days), tick=False):
        work_until_idle(engine)
    db.expire_all()
    assert db.get_one(Order, order.id).state == OrderState.AWAITING_APPROVAL
    db.commit()

    with time_machine.travel(now() + timedelta(days=(deadline - today()).days + 1), tick=False):
        work_until_idle(engine)

    db.expire_all()
    order = db.get_one(Order, order.id)
    assert order.state == OrderState.REJECTED
    assert "Ingen svarede i tide" in order.close_reason
    assert {unit.stage for unit in db.exec(select(Unit))} == {Stage.ON_OFFER}


def test_silence_after_an_answer_changes_nothing(db, engine, order, approver):
    approve_order(db, order, by=approver, version=1)
    db.commit()
    due = db.exec(select(BackgroundTask.run_at).where(BackgroundTask.kind == "release_unanswered")).one()
    db.commit()

    with time_machine.travel(due + timedelta(hours=1), tick=False):
        work_until_idle(engine)

    db.expire_all()
    assert db.get_one(Order, order.id).state == OrderState.CONFIRMED
