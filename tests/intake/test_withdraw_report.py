"""Taking a report back, as long as the workshop has not said yes."""

import pytest

from app.accounts.models import Role
from app.intake.actions import ReportMovedOn, withdraw_report
from app.intake.models import ReportState
from tests.factories import make_viewer
from tests.intake.factories import events, fresh, make_draft, make_giver, make_report


@pytest.mark.parametrize("state", [ReportState.SENT, ReportState.ASKED])
def test_until_it_is_accepted_it_is_taken_back(db, browse, state):
    karen = make_giver(db)
    report = make_report(db, karen, state)

    page = browse(karen).post(f"/surplus/{report.id}/withdrawal")

    assert "Trukket tilbage" in page.text
    assert fresh(db, report).state is ReportState.WITHDRAWN
    told = events(db, "surplus_withdrawn")[0]
    assert (told.before["state"], told.after["state"]) == (state.value, "withdrawn")


@pytest.mark.parametrize("state", [ReportState.ACCEPTED, ReportState.DECLINED, ReportState.RECEIVED])
def test_after_that_it_is_not(db, browse, state):
    karen = make_giver(db)
    report = make_report(db, karen, state)
    browser = browse(karen)

    page = browser.get(f"/surplus/{report.id}")
    answer = browser.post(f"/surplus/{report.id}/withdrawal")

    assert "/withdrawal" not in page.text
    assert answer.status_code == 409
    assert fresh(db, report).state is state


def test_a_draft_is_thrown_away_instead(db):
    karen = make_giver(db)

    with pytest.raises(ReportMovedOn):
        withdraw_report(db, make_draft(db, karen), by=karen)


def test_somebody_from_another_workplace_does_not_find_it(db, browse):
    report = make_report(db, make_giver(db))
    employee = make_viewer(db, Role.EMPLOYEE)

    assert browse(make_giver(db, "Bo Holm")).post(f"/surplus/{report.id}/withdrawal").status_code == 404
    assert browse(employee).post(f"/surplus/{report.id}/withdrawal").status_code == 404
    assert fresh(db, report).state is ReportState.SENT
