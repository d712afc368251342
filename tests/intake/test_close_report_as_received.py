"""The things are here; from now on the givers see where each of them ends."""

import pytest

from app.accounts.models import Role
from app.catalogue.stages import Stage
from app.intake import queries
from app.intake.actions import ReportMovedOn, close_report_as_received
from app.intake.fates import fates_of
from app.intake.models import ReportState
from app.intake.queries import reports_visible_to
from tests.factories import make_institution, make_unit, make_viewer
from tests.intake.factories import events, fresh, make_draft, make_giver, make_report, make_reviewer


@pytest.mark.parametrize("state", [ReportState.SENT, ReportState.ASKED, ReportState.ACCEPTED])
def test_it_is_closed_once_however_often_more_of_it_is_registered(db, state):
    report = make_report(db, make_giver(db), state)
    workshop = make_reviewer(db)

    close_report_as_received(db, report, by=workshop)
    close_report_as_received(db, report, by=workshop)

    assert fresh(db, report).state is ReportState.RECEIVED
    assert len(events(db, "surplus_received")) == 1


@pytest.mark.parametrize("state", [ReportState.DECLINED, ReportState.WITHDRAWN])
def test_what_is_over_is_not_received(db, state):
    report = make_report(db, make_giver(db), state)

    with pytest.raises(ReportMovedOn):
        close_report_as_received(db, report, by=make_reviewer(db))


def test_a_draft_is_not_received(db):
    karen = make_giver(db)

    with pytest.raises(ReportMovedOn):
        close_report_as_received(db, make_draft(db, karen), by=make_reviewer(db))


def test_the_givers_see_where_each_thing_ended_counted_from_the_units(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen, ReportState.RECEIVED)
    hall = make_institution(db, "Rådhuset")
    for stage in (
        Stage.HANDED_OVER,
        Stage.HANDED_OVER,
        Stage.RECEIVED,
        Stage.IN_WORKSHOP,
        Stage.ON_OFFER,
        Stage.RECYCLED,
    ):
        make_unit(db, report_id=report.id, stage=stage, holder_id=hall.id if stage is Stage.HANDED_OVER else None)
    make_unit(db, stage=Stage.ON_OFFER)
    make_unit(db, report_id=make_report(db, karen, ReportState.RECEIVED).id, stage=Stage.RESERVED)

    told = [str(each) for each in fates_of(db, [report.id])[report.id]]
    page = browse(karen).get(f"/surplus/{report.id}").text
    listed = browse(karen).get("/surplus").text

    assert told == [
        "2 står nu på Rådhuset",
        "1 er i butikken",
        "2 er på værkstedet",
        "1 er skilt ad til materialer",
    ]
    assert all(each in page for each in told)
    assert all(each in listed for each in [*told[:2], "og 2 til"])
    assert "1 er bestilt" in listed


def test_the_list_holds_own_reports_and_those_of_institutions_one_follows(db, browse):
    karen, bo = make_giver(db, "Karen Friis"), make_giver(db, "Bo Holm")
    hers, his = make_report(db, karen), make_report(db, bo)
    draft = make_draft(db, bo, note="Kladde")
    manager = make_viewer(db, Role.INSTITUTION_MANAGER)
    employee = make_viewer(db, Role.EMPLOYEE)

    seen = {
        viewer.person_id: [r.id for r in reports_visible_to(db, viewer).rows]
        for viewer in (karen, bo, manager, employee)
    }

    assert seen[karen.person_id] == [hers.id]
    assert seen[bo.person_id] == [his.id]
    assert seen[manager.person_id] == [his.id, hers.id]
    assert seen[employee.person_id] == []
    assert draft.number not in browse(manager).get("/surplus").text
    assert browse(employee).get(f"/surplus/{hers.id}").status_code == 404


def test_a_long_list_goes_on_on_the_next_page(db, browse, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_LENGTH", 2)
    karen = make_giver(db)
    reports = [make_report(db, karen) for _each in range(3)]

    first = browse(karen).get("/surplus")
    second = browse(karen).get(f"/surplus?before={reports[1].id}")

    assert f"/surplus?before={reports[1].id}" in first.text
    assert reports[0].number not in first.text
    assert reports[0].number in second.text
    assert "before=" not in second.text
