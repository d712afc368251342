"""A leader of several municipalities sees their totals beside each other, and nothing else crosses the wall."""

import pytest
from sqlmodel import select

from app.accounts.models import Municipality, Role
from app.core.clock import now
from app.history.models import Event
from app.reports.guests.actions import let_guest_see
from app.reports.guests.models import ReportGuest
from tests.factories import make_institution, make_municipality, make_person, make_viewer
from tests.reports.factories import book

BESIDE = "/reports/municipalities?period=2026"


@pytest.fixture
def leader(db):
    book(db)
    return make_person(db, Role.LEADER, email="leif@example.org")


@pytest.fixture
def neighbour(db, leader):
    """Another municipality with one line; the session comes back to the leader's own."""
    home = db.info["municipality_id"]
    made = make_municipality(db)
    made.name = "Fjordby Kommune"
    db.add(made)
    entry = book(db, to=make_institution(db, "Fjordskolen"), category="bookcase")
    admin = make_viewer(db, Role.ADMINISTRATOR)
    db.info["municipality_id"] = home
    return made, entry, admin


def let_in(db, neighbour, email="leif@example.org"):
    home, (made, _entry, admin) = db.info["municipality_id"], neighbour
    db.info["municipality_id"] = made.id
    guest = let_guest_see(db, email, by=admin)
    db.commit()
    db.info["municipality_id"] = home
    return guest


@pytest.fixture
def their_admin(db, browse, neighbour):
    """The browser of the other municipality's administrator."""
    home = db.info["municipality_id"]
    db.info["municipality_id"] = neighbour[0].id
    opened = browse(neighbour[2])
    db.info["municipality_id"] = home
    return opened


def test_nothing_of_another_municipality_is_seen_until_it_says_so(db, browse, leader, neighbour):
    seen = browse(leader)
    assert "Fjordby" not in seen.get(BESIDE).text  # the control: the same page shows it once it is let in

    let_in(db, neighbour)

    page = seen.get(BESIDE).text
    assert "Fjordby Kommune" in page
    assert "2 kommuner sparede tilsammen 5.000\xa0kr." in page


def test_only_totals_cross_the_wall(db, browse, leader, neighbour):
    made, entry, _admin = neighbour
    let_in(db, neighbour)
    seen = browse(leader)

    page = seen.get(BESIDE).text

    assert entry.unit_number not in page
    assert "Fjordskolen" not in page
    assert str(made.id) not in page
    assert seen.get(f"/reports/lines/{entry.id}").status_code == 404
    assert seen.get(f"/reports?institution={entry.institution_id}").status_code == 404
    assert entry.unit_number not in seen.get("/reports/lines?period=2026").text


def test_where_nothing_was_saved_nothing_is_said_to_be(db, browse, leader, neighbour):
    let_in(db, neighbour)
    seen = browse(leader)
    assert "sparede tilsammen" in seen.get(BESIDE).text

    page = seen.get("/reports/municipalities?period=2025").text

    assert "Fjordby Kommune" in page
    assert "sparede tilsammen" not in page


def test_a_guest_whose_account_is_shut_is_still_there_to_be_stopped(db, leader, neighbour, their_admin):
    let_in(db, neighbour)
    assert "Ingen adgang" not in their_admin.get("/admin/report-guests").text
    leader.disabled_at = now()
    db.add(leader)
    db.commit()

    page = their_admin.get("/admin/report-guests").text

    assert "leif@example.org" in page
    assert "Ingen adgang" in page


def test_it_is_for_the_one_who_was_let_in_and_ends_when_it_is_stopped(db, browse, leader, neighbour, their_admin):
    guest = let_in(db, neighbour)
    colleague, admin = browse(make_person(db, Role.LEADER)), their_admin
    assert "Fjordby" not in colleague.get(BESIDE).text
    assert "leif@example.org" in admin.get("/admin/report-guests").text

    admin.post(f"/admin/report-guests/{guest.id}/end")

    assert "Fjordby" not in browse(leader).get(BESIDE).text
    assert "leif@example.org" not in admin.get("/admin/report-guests").text


def test_an_administrator_lets_a_leader_in_by_address_and_history_says_so(db, browse, leader, neighbour, their_admin):
    admin = their_admin

    admin.post("/admin/report-guests", {"email": "Leif@example.org "})
    again = admin.post("/admin/report-guests", {"email": "leif@example.org"}, may_fail=True)

    assert "Fjordby" in browse(leader).get(BESIDE).text
    assert (again.status_code, "De ser jeres samlede tal allerede" in again.text) == (422, True)
    db.info["municipality_id"] = neighbour[0].id
    assert db.exec(select(Event).where(Event.name == "report_guest_let_in")).one().actor_id == neighbour[2].person_id


def test_somebody_of_ones_own_or_nobody_at_all_is_refused(db, neighbour, their_admin):
    admin = their_admin
    own = admin.post("/admin/report-guests", {"email": neighbour[2].email})
    nobody = admin.post("/admin/report-guests", {"email": "nobody@example.org"})

    assert own.status_code == nobody.status_code == 422
    assert "nobody@example.org" in nobody.text
    db.info["municipality_id"] = neighbour[0].id
    assert db.exec(select(ReportGuest)).all() == []
    assert db.get_one(Municipality, neighbour[0].id).name in admin.get(BESIDE).text
