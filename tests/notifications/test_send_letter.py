"""Letters reach a real mail server once, survive its troubles, and hold up nobody."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Role
from app.core.clock import now
from app.core.config import settings
from app.history import record
from app.history.models import BackgroundTask
from app.history.work import work_once, work_until_idle
from app.notifications import smtp
from app.notifications.compose import compose
from app.notifications.models import Letter
from app.notifications.outbox import queue_unsent_letters
from app.notifications.smtp import BadServerAddress, read_server
from app.orders.models import Handover, OrderState
from tests.factories import make_institution, make_person
from tests.orders.factories import make_order


@pytest.fixture
def school(db):
    return make_institution(db, "Sølund Skole")


@pytest.fixture
def buyer(db, school):
    return make_person(db, home=school, name="Mette Ørum", email="mette@example.org")


def deliver(db, buyer, school):
    """Something a letter is written about."""
    order = make_order(db, buyer, school, state=OrderState.DELIVERED)
    record(db, "order_delivered", order, by=None)
    db.commit()
    return order


def all_letters(db):
    found = list(db.exec(select(Letter).execution_options(populate_existing=True)).all())
    db.commit()
    return found


def test_a_letter_arrives_once_with_everything_it_needs(db, engine, mail, buyer, school):
    order = deliver(db, buyer, school)

    work_until_idle(engine)
    work_until_idle(engine)

    [sent], [letter] = mail.postbox.letters, all_letters(db)
    assert sent["Subject"] == f"Din bestilling {order.number} er afleveret"
    assert sent["To"] == "mette@example.org"
    assert sent["X-Envelope"] == "genbrug@example.org -> mette@example.org"
    assert sent["Message-ID"] == letter.message_id == f"<{letter.id}@testserver>"
    assert sent["Auto-Submitted"] == "auto-generated"
    link = f"http://testserver/orders/{order.id}"
    text, html = sent.get_body(("plain",)).get_content(), sent.get_body(("html",)).get_content()
    assert "Hej Mette" in text
    assert link in text
    assert f'href="{link}"' in html
    assert "1 × Kontorstol, blå" in html
    assert letter.sent_at is not None


def test_a_server_that_was_down_gets_the_same_letter_when_it_is_up(db, engine, mail, buyer, school):
    deliver(db, buyer, school)
    mail.stop()
    work_until_idle(engine)
    [letter] = all_letters(db)
    assert letter.sent_at is None
    mail.start()

    with time_machine.travel(now() + timedelta(minutes=2)):
        work_until_idle(engine)

    [sent] = mail.postbox.letters
    assert sent["Message-ID"] == letter.message_id
    assert all_letters(db)[0].sent_at is not None


@pytest.mark.parametrize("answer", ["451 Try again later", "421 Too busy"])
def test_a_trouble_that_passes_is_tried_again(db, engine, mail, buyer, school, answer):
    deliver(db, buyer, school)
    mail.postbox.answers = [answer]
    work_until_idle(engine)
    assert mail.postbox.letters == []

    with time_machine.travel(now() + timedelta(minutes=2)):
        work_until_idle(engine)

    assert len(mail.postbox.letters) == 1
    assert all_letters(db)[0].failed_at is None


def test_one_refused_address_fails_alone(db, engine, mail, buyer, school):
    gone = make_person(db, home=school, email="gone@example.org")
    mail.postbox.refused = {"gone@example.org": "550 No such user here"}
    deliver(db, gone, school)
    deliver(db, buyer, school)

    work_until_idle(engine)

    letters = {letter.to_address: letter for letter in all_letters(db)}
    assert "550 No such user here" in letters["gone@example.org"].failure
    assert letters["gone@example.org"].sent_at is None
    assert [letter["To"] for letter in mail.postbox.letters] == ["mette@example.org"]
    with time_machine.travel(now() + timedelta(hours=2)):
        work_until_idle(engine)
    assert len(mail.postbox.letters) == 1


@pytest.mark.parametrize(
    "poison", ["a@example.org\r\nBcc: thief@example.org", "a@example.org, b@example.org", "nobody", "@example.org", ""]
)
def test_an_address_that_is_none_fails_alone_and_adds_no_header(db, engine, mail, buyer, school, poison):
    deliver(db, buyer, school)
    deliver(db, buyer, school)
    for _each in range(2):
        work_once(engine)
    first, _second = all_letters(db)
    first.to_address = poison
    db.add(first)
    db.commit()

    work_until_idle(engine)

    assert len(mail.postbox.letters) == 1
    assert [bool(letter.failure) for letter in all_letters(db)].count(True) == 1
    assert "thief" not in str(mail.postbox.letters[0])


def test_names_and_titles_cannot_add_a_header(db, engine, mail, school):
    trickster = make_person(db, home=school, name="Eve\r\nBcc: thief@example.org", email="eve@example.org")
    order = make_order(db, trickster, school, state=OrderState.AWAITING_APPROVAL)
    approver = make_person(db, Role.APPROVER, home=school, email="lars@example.org")
    told = {"amount_ore": 260_000, "answer_by": "2026-12-01", "approver_ids": [str(approver.id)]}
    trickster.name = "Eve\r\nBcc: thief@example.org"
    order.number = "B-1\r\nBcc: t@x.org"
    db.add(trickster)
    db.add(order)
    record(db, "approval_asked", order, by=None, after=told)
    record(db, "order_approved", order, by=None)
    db.commit()

    work_until_idle(engine)

    assert len(mail.postbox.letters) == 2
    assert [letter["Bcc"] for letter in mail.postbox.letters] == [None, None]
    assert {letter["X-Envelope"].split("-> ")[1] for letter in mail.postbox.letters} == {
        "lars@example.org", "eve@example.org",
    }  # fmt: skip


def killed_after(taken):
    """The same, and then the process is ended."""

    def send_and_die(*words):
        taken(*words)
        raise KeyboardInterrupt

    return send_and_die


def test_killed_after_the_server_took_it_the_same_message_id_comes_again(db, engine, mail, buyer, school, monkeypatch):
    deliver(db, buyer, school)
    work_once(engine)
    with monkeypatch.context() as patch:
        patch.setattr(smtp, "_send", killed_after(smtp._send))
        with pytest.raises(KeyboardInterrupt):
            work_once(engine)
    with time_machine.travel(now() + timedelta(minutes=3)):
        work_until_idle(engine)

    first, again = mail.postbox.letters
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Date"] == again["Date"]


def test_a_page_never_waits_for_mail(db, engine, mail, buyer, school, browse, monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS_TO_ANSWER", 120.0)
    lead = make_person(db, Role.WORKSHOP_LEAD, home=school)
    order = make_order(db, buyer, school, handover=Handover.COLLECT)
    browser = browse(lead)
    deliver(db, buyer, school)
    mail.postbox.hangs = True
    worker = threading.Thread(target=work_until_idle, args=(engine,))
    worker.start()
    assert mail.postbox.is_asked.wait(60)

    answer = browser.post(f"/deliveries/{order.id}/handed-out")

    assert answer.status_code == 200
    assert worker.is_alive()
    assert mail.postbox.letters == []
    mail.postbox.hangs = False
    worker.join(60)
    work_until_idle(engine)
    assert len(mail.postbox.letters) == 2


def test_a_server_that_does_not_answer_is_not_asked_for_each_letter(db, engine, mail, buyer, school, monkeypatch):
    asked = []

    def silence(server):
        asked.append(server)
        raise TimeoutError

    monkeypatch.setattr(smtp, "_connect", silence)
    for _each in range(3):
        deliver(db, buyer, school)

    with time_machine.travel(now(), tick=False):
        work_until_idle(engine)

    assert len(asked) == 1
    errors = db.exec(select(BackgroundTask.error).where(BackgroundTask.kind == "send_letter")).all()
    assert sum("did not answer" in (error or "") for error in errors) == 2


def test_without_a_mail_server_letters_are_kept_and_sent_once_there_is_one(
    db, engine, mail, buyer, school, monkeypatch
):
    address = settings().smtp_url
    monkeypatch.setattr(settings(), "smtp_url", "")
    deliver(db, buyer, school)
    work_until_idle(engine)
    assert mail.postbox.letters == []
    assert all_letters(db)[0].sent_at is None
    monkeypatch.setattr(settings(), "smtp_url", address)

    with time_machine.travel(now() + timedelta(hours=2)):
        for _each in range(2):
            queue_unsent_letters(db)
            db.commit()
            work_until_idle(engine)

    assert len(mail.postbox.letters) == 1


def test_old_letters_are_not_sent_after_all(db, engine, mail, buyer, school, monkeypatch):
    monkeypatch.setattr(settings(), "smtp_url", "")
    deliver(db, buyer, school)
    work_until_idle(engine)
    monkeypatch.setattr(settings(), "smtp_url", f"smtp://127.0.0.1:{mail.port}")

    with time_machine.travel(now() + timedelta(days=4)):
        queue_unsent_letters(db)
        db.commit()
        work_until_idle(engine)

    assert mail.postbox.letters == []


def test_the_same_letter_is_the_same_message_headers(db, engine, buyer, school):
    deliver(db, buyer, school)
    work_once(engine)
    [letter] = all_letters(db)

    first, again = compose(letter), compose(letter)

    assert first.items()[:-1] == again.items()[:-1]


@pytest.mark.parametrize(
    "url, expected",
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, False, False, "", "")),
        ("smtps://mail.example.org", ("mail.example.org", 465, True, False, "", "")),
        ("smtp+starttls://u%40x:p%2Fw@mail:2525", ("mail", 2525, False, True, "u@x", "p/w")),
        ("smtp://user:word@mail:587", ("mail", 587, False, True, "user", "word")),
    ],
)
def test_the_address_of_the_server_is_read(url, expected):
    server = read_server(url)

    assert (server.host, server.port, server.is_tls, server.is_starttls, server.user, server.password) == expected
    assert server.password == "" or server.password not in repr(server)


@pytest.mark.parametrize("url", ["mail.example.org", "http://secret@mail", "smtp://secret@mail:x", "smtp://"])
def test_a_bad_address_is_told_without_its_password(url):
    with pytest.raises(BadServerAddress) as said:
        read_server(url)
    assert "secret" not in str(said.value)
