"""The workshop's question is answered from the letter, without signing in: once, in time, and only by the button."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Person
from app.core.clock import now
from app.core.secrets import sign
from app.history.models import Event
from app.intake import answer_links
from app.intake.actions import accept_report, answer_question, ask_reporter
from app.intake.answer_links import answer_path, find_asked
from app.intake.models import ReportState
from tests.factories import make_municipality
from tests.intake.factories import events, fresh, make_giver, make_report, make_reviewer


@pytest.fixture
def karen(db):
    return make_giver(db)


@pytest.fixture
def asked(db, karen):
    return make_report(db, karen, ReportState.ASKED)


def link_to(db):
    """The path in the letter of the last question."""
    return answer_path(events(db, "surplus_asked")[-1])


def send(browser, path, answer="Ja, alle sammen"):
    return browser.post("/answer", {"link": path.partition("link=")[2], "answer": answer})


def test_a_stranger_to_the_system_answers_with_the_link_alone(db, browse, asked, karen):
    path, browser = link_to(db), browse()

    shown = browser.get(path)
    done = send(browser, path)

    assert "Kan de skilles ad?" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert karen.phone not in shown.text
    assert "Tak for dit svar" in done.text
    report = fresh(db, asked)
    assert (report.state, report.answer) == (ReportState.SENT, "Ja, alle sammen")
    assert [each.actor_id for each in events(db, "surplus_answered")] == [karen.person_id]


def test_a_mail_scanner_that_opens_the_link_changes_nothing(db, browse, asked):
    path = link_to(db)

    for _each in range(5):
        assert browse().get(path).status_code == 200

    assert fresh(db, asked).state is ReportState.ASKED
    assert events(db, "surplus_answered") == []


def test_an_empty_answer_gets_a_sentence_and_changes_nothing(db, browse, asked):
    refused = send(browse(), link_to(db), "")

    assert refused.status_code == 422
    assert "Skriv dit svar" in refused.text
    assert fresh(db, asked).state is ReportState.ASKED


def test_the_second_answer_is_thanked_for_and_changes_nothing(db, browse, asked):
    path, browser = link_to(db), browse()
    send(browser, path)

    again = send(browser, path, "Nej alligevel")

    assert "Tak for dit svar" in again.text
    assert fresh(db, asked).answer == "Ja, alle sammen"
    assert len(events(db, "surplus_answered")) == 1


def test_a_new_question_voids_the_link_of_the_old(db, browse, asked, karen):
    old = link_to(db)
    answer_question(db, asked, "Ja", by=karen)
    db.refresh(asked)
    ask_reporter(db, asked, "Kan de skilles ad?", by=make_reviewer(db))
    new = link_to(db)

    refused = send(browse(), old)

    assert old != new
    assert "Linket bruges ikke mere" in refused.text
    assert fresh(db, asked).state is ReportState.ASKED
    assert "Tak for dit svar" in send(browse(), new).text


def test_a_link_is_too_old_after_two_weeks(db, browse, asked, monkeypatch):
    path = link_to(db)
    monkeypatch.setattr(answer_links, "now", lambda: now() + timedelta(days=15))

    late = send(browse(), path)

    assert "Linket er for gammelt" in late.text
    assert fresh(db, asked).state is ReportState.ASKED

    monkeypatch.setattr(answer_links, "now", lambda: now() + timedelta(days=13))
    assert "Tak for dit svar" in send(browse(), path).text


def test_a_report_that_has_moved_on_takes_no_answer(db, browse, asked):
    path = link_to(db)
    accept_report(db, asked, by=make_reviewer(db))

    refused = send(browse(), path)

    assert "gået videre uden svaret" in refused.text
    assert fresh(db, asked).state is ReportState.ACCEPTED


def test_somebody_who_is_shut_out_answers_nothing(db, browse, asked, karen):
    path = link_to(db)
    person = db.exec(select(Person).where(Person.id == karen.person_id)).one()
    person.disabled_at = now()
    db.add(person)

    assert "Linket bruges ikke mere" in send(browse(), path).text
    assert fresh(db, asked).state is ReportState.ASKED


@pytest.mark.parametrize("forge", ["", "nonsense", "proof of another purpose", "another event", "a letter changed"])
def test_a_link_that_is_not_ours_opens_nothing(db, browse, asked, forge):
    event = events(db, "surplus_asked")[-1]
    sent = db.exec(select(Event).where(Event.name == "surplus_sent")).first()
    link = {
        "": "",
        "nonsense": "x.y",
        "proof of another purpose": sign("notice", f"{event.municipality_id.hex}{event.id.hex}"),
        "another event": answer_path(sent).partition("link=")[2],
        "a letter changed": answer_path(event).partition("link=")[2][:-1] + "!",
    }[forge]

    for answer in (browse().get(f"/answer?link={link}"), browse().post("/answer", {"link": link, "answer": "Ja"})):
        assert answer.status_code == 410
        assert "Linket virker ikke" in answer.text
    assert fresh(db, asked).state is ReportState.ASKED


def test_control_without_the_proof_a_guessed_link_would_open(db, asked, monkeypatch):
    event = events(db, "surplus_asked")[-1]
    guessed = answer_path(event).partition("link=")[2][:-1] + "!"
    assert find_asked(db, guessed) is None

    monkeypatch.setattr(answer_links, "unsign", lambda _purpose, _link: f"{event.municipality_id.hex}{event.id.hex}")

    found = find_asked(db, guessed)
    assert found is not None
    assert found.report.id == asked.id


def test_somebody_signed_in_elsewhere_answers_the_question_of_the_link(db, browse, asked):
    path, here = link_to(db), db.info["municipality_id"]
    make_municipality(db)
    neighbour = make_giver(db, "Nabo")
    browser = browse(neighbour)
    db.info["municipality_id"] = here

    assert "Tak for dit svar" in send(browser, path).text
    assert fresh(db, asked).answer == "Ja, alle sammen"
