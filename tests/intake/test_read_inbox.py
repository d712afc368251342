"""The inbox by place: what waits where, how much it is, for how long, and one tap that plans its collection."""

from datetime import timedelta

from sqlmodel import select

from app.accounts.models import Institution, Role
from app.core.clock import now, today
from app.deliveries.models import Stop
from app.deliveries.queries.loads import report_volumes
from app.intake.lines import lines_in
from app.intake.models import ReportState
from tests.deliveries.factories import make_run
from tests.factories import make_category, make_person, make_viewer
from tests.intake.factories import fresh, make_giver, make_report, make_reviewer

BY_PLACE = "/workshop/surplus?by=place"


def make_lead(db):
    return make_viewer(db, Role.WORKSHOP_LEAD)


def place_of(db, report, **facts):
    place = db.get_one(Institution, report.institution_id)
    for name, value in facts.items():
        setattr(place, name, value)
    db.add(place)
    db.flush()
    return place


def test_what_waits_at_one_place_stands_together_with_its_sum(db, browse):
    karen = make_giver(db)
    first = make_report(db, karen, what="chairs", quantity=10)
    second = make_report(db, karen, ReportState.ACCEPTED, what="tables", quantity=2)
    first.sent_at = now() - timedelta(days=9)
    db.add(first)
    place_of(db, first, address="Skolevej 12", postal_code="8000", town="Egekøbing")

    page = browse(make_reviewer(db)).get(BY_PLACE).text

    for said in ("Skolevej 12, 8000 Egekøbing", "2 afleveringer", "12 ting", "ca. 4,5 m³", "Har ventet i 9 dage"):
        assert said in page, said
    assert page.count("Skolevej 12, 8000") == 1
    assert f"/workshop/surplus/{second.id}" in page


def test_where_something_has_waited_longest_comes_first(db, browse):
    make_report(db, make_giver(db, "Bo Holm"), note="Nyt")
    old = make_report(db, make_giver(db, "Ida Lund"), note="Gammelt")
    old.sent_at = now() - timedelta(days=3)
    db.add(old)
    place_of(db, old, name="Ældste Skole")

    page = browse(make_reviewer(db)).get(BY_PLACE).text

    assert page.index("Ældste Skole") < page.index("Sølund Skole")
    assert "Kom i dag" in page


def test_the_volume_is_that_of_the_lines_categories_where_they_are_known(db):
    report = make_report(db, make_giver(db), what="chairs", quantity=4)
    [line] = lines_in(db, report)
    assert report_volumes(db, [report.id]) == {report.id: 4 * 350}

    line.category_id = make_category(db, volume_l=1000).id
    db.add(line)
    db.flush()

    assert report_volumes(db, [report.id]) == {report.id: 4000}


def test_one_tap_puts_all_that_is_to_be_collected_there_on_the_run(db, browse):
    karen = make_giver(db)
    ready = [make_report(db, karen, ReportState.ACCEPTED) for _each in range(2)]
    waiting = make_report(db, karen)
    elsewhere = make_report(db, make_giver(db, "Bo Holm"), ReportState.ACCEPTED)
    run = make_run(db, runs_on=today() + timedelta(days=1))
    browser = browse(make_lead(db))

    shown = browser.get(BY_PLACE).text
    done = browser.post(f"/runs/places/{karen.institution_id}/collection", {"run_id": str(run.id)})
    again = browser.post(f"/runs/places/{karen.institution_id}/collection", {"run_id": str(run.id)})

    assert "Hent alle 2 med bilen" in shown
    assert "2 ærinder" in done.text
    assert again.status_code == 200
    planned = set(db.exec(select(Stop.report_id)).all())
    assert planned == {report.id for report in ready}
    assert not planned & {waiting.id, elsewhere.id}
    assert "På turen" in browser.get(BY_PLACE).text


def test_only_those_who_plan_runs_may_and_only_on_a_run_that_there_is(db, browse):
    report = make_report(db, make_giver(db), ReportState.ACCEPTED)
    run = make_run(db, runs_on=today() + timedelta(days=1))
    url = f"/runs/places/{report.institution_id}/collection"

    assert "Planlæg afhentning" not in browse(make_reviewer(db)).get(BY_PLACE).text
    assert browse(make_reviewer(db)).post(url, {"run_id": str(run.id)}).status_code == 404
    assert "Vælg en tur" in browse(make_lead(db)).post(url, {"run_id": "?"}).text
    assert db.exec(select(Stop)).all() == []


def test_without_a_run_the_page_leads_to_a_new_one(db, browse):
    make_report(db, make_giver(db), ReportState.ACCEPTED)

    assert 'href="/runs/new"' in browse(make_lead(db)).get(BY_PLACE).text


def test_what_stays_where_it_is_is_not_collected_unless_the_workshop_says_so(db, browse):
    karen, lead = make_giver(db), make_lead(db)
    stays, goes = make_report(db, karen), make_report(db, karen)
    for report in (stays, goes):
        report.stays_put = True
        db.add(report)
    run = make_run(db, runs_on=today() + timedelta(days=1))
    browser = browse(lead)

    registering = browser.post(f"/workshop/surplus/{stays.id}/acceptance")
    browser.post(f"/workshop/surplus/{goes.id}/acceptance", {"way": "collect"})
    browser.post(f"/runs/places/{karen.institution_id}/collection", {"run_id": str(run.id)})

    assert "/workshop/receive" in str(registering.url)
    assert [fresh(db, each).stays_put for each in (stays, goes)] == [True, False]
    assert db.exec(select(Stop.report_id)).all() == [goes.id]
    assert "Bliver stående" in browser.get(BY_PLACE).text


def test_an_empty_inbox_says_so(db, browse):
    assert "Der venter ikke noget nogen steder" in browse(make_person(db, Role.WORKSHOP)).get(BY_PLACE).text
