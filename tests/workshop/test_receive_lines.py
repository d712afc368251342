"""A report is received line by line: its kind completed, its count corrected, what belongs together a set."""

import pytest
from sqlmodel import col, select

from app.accounts.sessions import viewer_of
from app.catalogue.models import Unit, UnitSet
from app.catalogue.stages import Stage
from app.intake.actions.lines import add_line
from app.intake.lines import lines_in
from app.intake.models import Looks, ReportLine, ReportState
from app.workshop.actions import offer_item
from app.workshop.actions.publish import NotChecked
from app.workshop.gate import NotErased
from tests.factories import make_account, make_category, make_institution, make_person
from tests.intake.factories import events, fresh, make_giver, make_report
from tests.orders.factories import checkout_form
from tests.workshop.factories import make_checked, make_device_category, make_lead, make_prepared, make_worker


@pytest.fixture
def karen(db):
    return make_giver(db)


@pytest.fixture
def room(db, karen):
    """Five chairs that belong together, and two things nobody has named."""
    report = make_report(db, karen, ReportState.ACCEPTED, what="chairs", quantity=5)
    [chairs] = lines_in(db, report)
    chairs.words, chairs.is_set, chairs.category_id = "Blå stole", True, make_category(db).id
    db.add(chairs)
    add_line(db, report, quantity=2, looks=Looks.WORN)
    db.flush()
    return report


def form(report, line, category, **typed):
    return {"report": str(report.id), "line": str(line.id), "category_id": str(category.id), "count": "5",
            "condition": "3", **typed}  # fmt: skip


def send(db, browser, typed, **options):
    """Register, with nothing of the test's own open in the database."""
    db.commit()
    return browser.post("/workshop/receive", typed, **options)


def units_of(db, line):
    return list(db.exec(select(Unit).where(Unit.report_line_id == line.id).order_by(col(Unit.number))).all())


def test_each_line_is_shown_and_registered_by_itself(db, browse, room):
    chairs, others = lines_in(db, room)
    browser = browse(make_worker(db))

    listed = browser.get(f"/workshop/receive?report={room.id}").text
    one = browser.get(f"/workshop/receive?report={room.id}&line={chairs.id}").text

    assert "Blå stole" in listed
    assert "Har ikke fået navn" in listed
    assert listed.count("Ikke oprettet endnu") == 2
    assert 'value="Blå stole"' in one
    assert 'value="5"' in one
    assert "checked" in one[one.index('name="is_set"') :][:60]
    worn = browser.get(f"/workshop/receive?report={room.id}&line={others.id}").text
    assert worn[worn.index('name="condition" value="2"') :][:60].count("checked") == 1


def test_the_report_is_received_with_its_last_line(db, browse, room):
    chairs, others = lines_in(db, room)
    table = make_category(db, "desk", name_da="Skrivebord")
    browser = browse(make_worker(db))

    first = send(db, browser, form(room, chairs, make_category(db), count="4", is_set="on"))
    halfway = fresh(db, room).state
    send(db, browser, form(room, others, table, count="2"), follow_redirects=False)

    assert "4 oprettet" in first.text
    assert (halfway, fresh(db, room).state) == (ReportState.ACCEPTED, ReportState.RECEIVED)
    counted = db.exec(select(ReportLine).where(ReportLine.id == chairs.id).execution_options(populate_existing=True))
    assert counted.one().quantity == 4
    named = db.exec(select(ReportLine).where(ReportLine.id == others.id).execution_options(populate_existing=True))
    assert named.one().category_id == table.id
    assert len(units_of(db, others)) == 2
    assert {unit.giver_id for unit in units_of(db, others)} == {room.institution_id}
    assert [each.after["quantity"] for each in events(db, "surplus_line_counted")] == [4, 2]


def test_what_belongs_together_is_one_set_also_when_more_of_it_comes(db, browse, room):
    chairs, _others = lines_in(db, room)
    browser = browse(make_worker(db))
    for count in ("3", "2"):
        typed = form(room, chairs, make_category(db), count=count, is_set="on", title="Blå stole")
        send(db, browser, typed)

    [made] = db.exec(select(UnitSet)).all()

    assert (made.number, made.name) == ("S-0001", "Blå stole")
    assert {unit.set_id for unit in units_of(db, chairs)} == {made.id}
    assert len(units_of(db, chairs)) == 5


def test_the_rest_that_never_came_is_closed_off_but_not_a_report_of_which_nothing_came(db, browse, room):
    chairs, _others = lines_in(db, room)
    browser = browse(make_worker(db))

    refused = browser.post(f"/workshop/surplus/{room.id}/receipt")
    send(db, browser, form(room, chairs, make_category(db)))
    browser.post(f"/workshop/surplus/{room.id}/receipt", follow_redirects=False)

    assert refused.status_code == 409
    assert "Sig nej i stedet" in refused.text
    assert fresh(db, room).state is ReportState.RECEIVED


def test_a_line_of_another_report_is_not_found(db, browse, room, karen):
    [foreign] = lines_in(db, make_report(db, karen, ReportState.ACCEPTED))
    browser = browse(make_worker(db))

    assert browser.get(f"/workshop/receive?report={room.id}&line={foreign.id}").status_code == 404
    assert send(db, browser, form(room, foreign, make_category(db))).status_code == 404
    assert db.exec(select(Unit)).all() == []


def test_a_refused_form_keeps_its_line_and_changes_nothing(db, browse, room):
    chairs, _others = lines_in(db, room)

    refused = send(db, browse(make_worker(db)), form(room, chairs, make_category(db), count="0"))

    assert refused.status_code == 422
    assert str(chairs.id) in refused.text
    assert db.exec(select(Unit)).all() == []


@pytest.fixture
def standing(db, room):
    room.stays_put = True
    db.add(room)
    db.flush()
    return room


def test_what_stays_is_registered_where_it_stands_without_a_place_here(db, browse, standing):
    chairs, _others = lines_in(db, standing)
    browser = browse(make_worker(db))

    page = browser.get(f"/workshop/receive?report={standing.id}&line={chairs.id}").text
    send(db, browser, form(standing, chairs, make_category(db), place_code="H1-A", is_set="on"))

    assert 'name="place_code"' not in page
    assert "Bliver stående på Sølund Skole" in page
    assert {(unit.stands_at_id, unit.storage_place_id) for unit in units_of(db, chairs)} == {
        (standing.institution_id, None)
    }


def offered(db, browse, report):
    """The report's chairs, checked by the lead and put in the shop."""
    chairs, _others = lines_in(db, report)
    send(db, browse(make_worker(db)), form(report, chairs, make_category(db), is_set="on"))
    units, lead = units_of(db, chairs), make_lead(db)
    for unit in units:
        make_checked(db, unit, lead)
    item = make_prepared(db, units, lead)
    offer_item(db, item, by=lead)
    return item


def test_what_stays_is_offered_from_there_and_ordered_in_part_and_then_the_rest(db, browse, standing):
    item = offered(db, browse, standing)
    library = make_institution(db, "Egekøbing Bibliotek")
    account, buyer = make_account(db, library), make_person(db, home=library)
    browser = browse(buyer)

    page = browser.get(f"/items/{item.id}").text
    browser.post("/basket/lines", {"item_id": str(item.id), "quantity": "2"})
    browser.post("/orders", checkout_form(db, viewer_of(db, buyer), library, account))
    rest = browser.get(f"/items/{item.id}").text
    browser.post("/basket/lines", {"item_id": str(item.id), "quantity": "3"})
    browser.post("/orders", checkout_form(db, viewer_of(db, buyer), library, account))

    assert "Hører sammen: 5 ens" in page
    assert "Læg alle 5 i kurven" in page
    assert "Står på Sølund Skole, indtil du får den" in page
    assert "Hører sammen: 3 ens" in rest
    assert "Læg alle 3 i kurven" in rest
    db.commit()
    db.refresh(item)
    stages = [unit.stage for unit in db.exec(select(Unit).where(Unit.item_id == item.id))]
    assert (item.on_offer, stages) == (0, [Stage.RESERVED] * 5)
    db.commit()
    assert "Den har fundet et nyt sted" in browser.get(f"/items/{item.id}").text


def test_what_is_not_checked_is_not_sold_from_where_it_stands_either(db, browse, standing):
    chairs, _others = lines_in(db, standing)
    send(db, browse(make_worker(db)), form(standing, chairs, make_category(db)))
    lead = make_lead(db)

    with pytest.raises(NotChecked):
        make_prepared(db, units_of(db, chairs), lead)


def test_a_device_that_stays_where_it_is_still_needs_its_data_erased(db, browse, standing):
    chairs, _others = lines_in(db, standing)
    laptop = make_device_category(db)
    typed = form(standing, chairs, laptop, count="1", serials="SN-77")
    send(db, browse(make_worker(db)), typed)
    [unit], lead = units_of(db, chairs), make_lead(db)
    assert unit.stands_at_id == standing.institution_id

    make_checked(db, unit, lead)
    item = make_prepared(db, [unit], lead)
    with pytest.raises(NotErased):
        offer_item(db, item, by=lead)
