"""The workshop's inbox: what is new and where, and the three answers."""

import pytest

from app.accounts.models import Role
from app.accounts.queries import get_institution
from app.history.work import work_until_idle
from app.intake.actions import (
    ReportMovedOn,
    accept_report,
    add_report_photo,
    answer_question,
    ask_reporter,
    decline_report,
)
from app.intake.forms import DeclineForm
from app.intake.models import Instead, ReportState
from tests.factories import make_person, make_viewer
from tests.intake.factories import events, fresh, make_draft, make_giver, make_report, make_reviewer, picture

S = ReportState
OVER = [S.ACCEPTED, S.DECLINED, S.RECEIVED, S.WITHDRAWN]


def test_the_inbox_shows_new_reports_place_by_place_and_no_drafts(db, browse):
    karen, bo = make_giver(db, "Karen Friis"), make_giver(db, "Bo Holm")
    make_draft(db, karen, note="Kladden")
    make_report(db, bo, note="Reoler fra Bo")
    make_report(db, make_giver(db, "Ida Lund"), S.ASKED, note="Spurgt om")
    make_report(db, make_giver(db, "Ole Bang"), S.DECLINED, note="Afvist")

    inbox = browse(make_reviewer(db)).get("/workshop/surplus").text
    closed = browse(make_reviewer(db)).get("/workshop/surplus?closed=1").text

    assert inbox.index("Reoler fra Bo") < inbox.index("Venter på svar") < inbox.index("Spurgt om")
    assert "Kladden" not in inbox + closed
    assert "Afvist" not in inbox
    assert "Afvist" in closed


def test_a_report_is_shown_with_photos_facts_and_whom_to_call(db, engine, browse):
    karen = make_giver(db)
    report = make_report(db, karen, what="tables", quantity=3)
    photo = add_report_photo(db, report, picture(), by=karen)
    db.commit()
    work_until_idle(engine)

    page = browse(make_reviewer(db)).get(f"/workshop/surplus/{report.id}").text

    assert f"/photos/{photo.id}/" in page
    assert "3 borde" in page
    assert 'href="tel:22334455"' in page
    assert f'href="/workshop/receive?report={report.id}"' in page


def test_yes_is_told_and_shown_to_the_one_who_reported(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen)

    answer = browse(make_reviewer(db)).post(f"/workshop/surplus/{report.id}/acceptance")

    assert answer.url.path == "/workshop/surplus"
    assert fresh(db, report).state is S.ACCEPTED
    assert events(db, "surplus_accepted")[0].after == {"state": "accepted"}
    assert "Ja tak, vi henter det" in browse(karen).get(f"/surplus/{report.id}").text


def test_a_question_goes_out_and_its_answer_comes_back_to_the_inbox(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen)
    workshop = browse(make_reviewer(db))

    workshop.post(f"/workshop/surplus/{report.id}/question", {"question": "Kan de skilles ad?"})
    asked = browse(karen).get(f"/surplus/{report.id}")
    browse(karen).post(f"/surplus/{report.id}/answer", {"answer": "Ja, med en unbrakonøgle"})

    assert "Kan de skilles ad?" in asked.text
    assert fresh(db, report).state is S.SENT
    assert "Ja, med en unbrakonøgle" in workshop.get(f"/workshop/surplus/{report.id}").text
    assert "De har svaret" in workshop.get("/workshop/surplus").text
    assert events(db, "surplus_asked")[0].after == {"state": "asked", "question": "Kan de skilles ad?"}
    assert events(db, "surplus_answered")[0].after == {"state": "sent", "answer": "Ja, med en unbrakonøgle"}


def test_a_second_question_takes_the_place_of_the_first_and_its_answer(db):
    karen = make_giver(db)
    report = make_report(db, karen, S.ASKED)
    answer_question(db, report, "Ja", by=karen)

    ask_reporter(db, report, "Hvor brede er de?", by=make_reviewer(db))

    kept = fresh(db, report)
    assert (kept.question, kept.answer) == ("Hvor brede er de?", "")
    assert events(db, "surplus_asked")[1].before["answer"] == "Ja"


def test_a_no_gives_the_reason_and_what_to_do_instead(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen)

    browse(make_reviewer(db)).post(
        f"/workshop/surplus/{report.id}/refusal", {"reason": "De er for slidte", "instead": "recycling_site"}
    )

    kept = fresh(db, report)
    assert (kept.state, kept.instead) == (S.DECLINED, Instead.RECYCLING_SITE)
    assert kept.closed_at is not None
    seen = browse(karen).get(f"/surplus/{report.id}").text
    assert "De er for slidte" in seen
    assert "Kør det på genbrugspladsen" in seen
    assert events(db, "surplus_declined")[0].after["decline_reason"] == "De er for slidte"


@pytest.mark.parametrize(
    "answer_url, typed, sentences",
    [
        ("question", {"question": "  "}, ["Skriv, hvad du vil vide"]),
        ("question", {"question": "x" * 501}, ["højst 500 tegn"]),
        ("refusal", {}, ["Skriv, hvorfor I siger nej", "Vælg, hvad de kan gøre i stedet"]),
        ("refusal", {"reason": "For slidte"}, ["Vælg, hvad de kan gøre i stedet", "For slidte"]),
        ("refusal", {"reason": "For slidte", "instead": "burn"}, ["Vælg", "For slidte"]),
    ],
)
def test_an_answer_without_its_words_is_not_given(db, browse, answer_url, typed, sentences):
    report = make_report(db, make_giver(db))

    answer = browse(make_reviewer(db)).post(f"/workshop/surplus/{report.id}/{answer_url}", typed)

    assert answer.status_code == 422
    assert all(sentence in answer.text for sentence in sentences)
    assert fresh(db, report).state is S.SENT


def test_an_empty_answer_to_a_question_is_not_sent(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen, S.ASKED)

    answer = browse(karen).post(f"/surplus/{report.id}/answer", {"answer": ""})

    assert answer.status_code == 422
    assert "Skriv dit svar" in answer.text
    assert fresh(db, report).state is S.ASKED


def test_a_colleague_who_follows_the_institution_may_answer(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen, S.ASKED)

    browse(make_viewer(db, Role.INSTITUTION_MANAGER)).post(f"/surplus/{report.id}/answer", {"answer": "Ja"})

    assert fresh(db, report).answer == "Ja"


@pytest.mark.parametrize("state", OVER)
def test_a_report_that_has_moved_on_gets_no_second_answer(db, browse, state):
    karen = make_giver(db)
    report = make_report(db, karen, state)
    workshop = make_reviewer(db)

    with pytest.raises(ReportMovedOn):
        ask_reporter(db, report, "Hvad nu?", by=workshop)
    with pytest.raises(ReportMovedOn):
        answer_question(db, report, "Ja", by=karen)
    if state is not S.ACCEPTED:
        with pytest.raises(ReportMovedOn):
            decline_report(db, report, DeclineForm(reason="Nej", instead=Instead.KEEP), by=workshop)
    late = browse(workshop).post(f"/workshop/surplus/{report.id}/acceptance")

    assert late.status_code == 409
    assert f"Nummer {report.number} er kommet videre" in late.text
    assert fresh(db, report).state is state


def test_an_old_page_does_not_overrule_what_happened_since(db):
    karen = make_giver(db)
    report = make_report(db, karen)
    db.commit()
    report.state = S.WITHDRAWN
    db.commit()
    db.expunge(report)
    report.state = S.SENT  # as an old page still believes

    with pytest.raises(ReportMovedOn):
        accept_report(db, report, by=make_reviewer(db))


def test_only_the_workshop_answers(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen)
    others = [karen, make_viewer(db, Role.LEADER), make_viewer(db, Role.DRIVER), make_viewer(db, Role.ADMINISTRATOR)]

    for other in others:
        browser = browse(other)
        assert browser.get(f"/workshop/surplus/{report.id}").status_code == 404
        for page in ("acceptance", "question", "refusal"):
            said = {"question": "?", "reason": "Nej", "instead": "keep"}
            assert browser.post(f"/workshop/surplus/{report.id}/{page}", said).status_code == 404
    assert fresh(db, report).state is S.SENT


def test_a_workshop_of_one_branch_sees_only_its_branch(db, browse):
    karen, bo = make_giver(db, "Karen Friis"), make_giver(db, "Bo Holm")
    here, there = make_report(db, karen), make_report(db, bo)
    own = get_institution(db, here.institution_id)
    local = browse(make_person(db, Role.WORKSHOP, at=own))

    assert local.get(f"/workshop/surplus/{here.id}").status_code == 200
    assert local.get(f"/workshop/surplus/{there.id}").status_code == 404
    assert there.number not in local.get("/workshop/surplus").text
