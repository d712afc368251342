"""A shelf is counted by scanning it: what is missing is marked, what is extra gets its place."""

from datetime import UTC, datetime

import pytest

from app.catalogue.actions.places import PlaceClosed, close_place
from app.catalogue.stages import Stage
from app.core.clock import as_if
from app.history import events_of
from app.workshop.actions.counting import CountClosed, close_count, count_unit, start_count, uncount_unit
from app.workshop.actions.put_away import put_units
from app.workshop.counting.queries import missed_units, tally_of
from tests.catalogue.factories import make_places
from tests.workshop.factories import make_lead, make_units, make_worker


def numbers(lines) -> list[str]:
    return [unit.number for _line, unit in lines]


def make_full_rack(db, worker):
    """A rack with two things on it and one on its shelf, and one thing elsewhere."""
    hall, rack, shelf = make_places(db, worker)
    units = make_units(db, worker, 4)
    put_units(db, units[:2], rack, by=worker)
    put_units(db, units[2:3], shelf, by=worker)
    put_units(db, units[3:], hall, by=worker)
    return rack, units


def test_what_is_missing_and_what_is_extra_becomes_events(db):
    worker = make_worker(db)
    rack, (first, lost, on_shelf, stranger) = make_full_rack(db, worker)
    count = start_count(db, rack, by=worker)

    for unit in (first, on_shelf, stranger):
        assert count_unit(db, count, unit, by=worker)
    before = tally_of(db, count)
    close_count(db, count, by=worker)
    db.commit()

    assert (numbers(before.found), before.expected) == (["A-0003", "A-0001"], 3)
    assert (numbers(before.missing), numbers(before.extra)) == (["A-0002"], ["A-0004"])
    assert (lost.missed_at is not None, first.missed_at) == (True, None)
    assert stranger.storage_place_id == rack.id
    assert on_shelf.storage_place_id != rack.id
    assert events_of(db, [lost])[-1].name == "unit_missed"
    assert events_of(db, [stranger])[-1].name == "unit_found_elsewhere"
    assert events_of(db, [count])[-1].after["missing"] == 1


def test_two_who_count_the_same_shelf_share_one_count(db):
    worker, colleague = make_worker(db), make_worker(db)
    rack, (first, *_rest) = make_full_rack(db, worker)

    count = start_count(db, rack, by=worker)
    same = start_count(db, rack, by=colleague)

    assert same.id == count.id
    assert count_unit(db, count, first, by=worker) is True
    assert count_unit(db, same, first, by=colleague) is False
    assert numbers(tally_of(db, count).found) == ["A-0001"]


def test_what_leaves_while_it_is_counted_is_not_missed(db):
    worker = make_worker(db)
    rack, (first, moved, on_shelf, _stranger) = make_full_rack(db, worker)
    count = start_count(db, rack, by=worker)
    first.stage, first.storage_place_id = Stage.HANDED_OVER, None
    put_units(db, [moved], make_other(db, worker), by=worker)

    close_count(db, count, by=worker)

    tally = tally_of(db, count)
    assert numbers(tally.moved_on) == ["A-0001", "A-0002"]
    assert numbers(tally.missing) == [on_shelf.number]
    assert (first.missed_at, moved.missed_at) == (None, None)


def make_other(db, worker):
    from app.workshop.actions.receive import place_for

    return place_for(db, worker.municipality_id, "X9", by=worker)


def test_what_is_in_use_elsewhere_is_told_but_not_moved(db):
    worker = make_worker(db)
    rack, (_first, _second, _third, stranger) = make_full_rack(db, worker)
    stranger.stage, stranger.storage_place_id = Stage.HANDED_OVER, None
    count = start_count(db, rack, by=worker)

    count_unit(db, count, stranger, by=worker)
    close_count(db, count, by=worker)
    db.commit()

    assert (stranger.stage, stranger.storage_place_id) == (Stage.HANDED_OVER, None)
    assert events_of(db, [stranger])[-1].after["place"] == "H1-R1"


def test_a_mistaken_scan_is_taken_back_and_a_finished_count_stays(db):
    worker = make_worker(db)
    rack, (first, _second, _third, stranger) = make_full_rack(db, worker)
    count = start_count(db, rack, by=worker)

    for unit in (first, stranger):
        count_unit(db, count, unit, by=worker)
        uncount_unit(db, count, unit, by=worker)
    tally = tally_of(db, count)
    close_count(db, count, by=worker)

    assert (numbers(tally.found), numbers(tally.extra), len(tally.missing)) == ([], [], 3)
    with pytest.raises(CountClosed):
        count_unit(db, count, first, by=worker)
    with pytest.raises(CountClosed):
        close_count(db, count, by=worker)
    shelf = make_other(db, worker)
    close_place(db, shelf, by=worker)
    with pytest.raises(PlaceClosed):
        start_count(db, shelf, by=worker)


def test_what_somebody_has_ordered_is_looked_for_first(db):
    lead = make_lead(db)
    rack, (plain, ordered, on_offer, _stranger) = make_full_rack(db, lead)
    ordered.stage, on_offer.stage = Stage.RESERVED, Stage.ON_OFFER
    db.add_all([ordered, on_offer])
    count = start_count(db, rack, by=lead)

    missing = numbers(tally_of(db, count).missing)
    close_count(db, count, by=lead)

    assert missing == [ordered.number, on_offer.number, plain.number]
    assert [unit.number for unit, _place in missed_units(db)] == missing


@pytest.mark.parametrize(
    "url, said",
    [
        ("/workshop/find", {"scan": "A-0002"}),
        ("/units/A-0002/sighting", {}),
        ("/workshop/put-away", {"scan": "A-0002", "place": "H1-R1"}),
    ],
)
def test_the_mark_is_seen_until_the_thing_is_scanned_anywhere(db, browse, url, said):
    worker = make_worker(db)
    rack, (_first, lost, *_rest) = make_full_rack(db, worker)
    with as_if(datetime(2026, 11, 22, 9, tzinfo=UTC)):
        close_count(db, start_count(db, rack, by=worker), by=worker)

    marked = browse(worker).get("/units/A-0002")
    browse(worker).post(url, said)

    assert "Ikke fundet ved optælling 22. november 2026" in marked.text
    db.refresh(lost)
    assert lost.missed_at is None
    assert events_of(db, [lost])[-1].name == "unit_seen_again"


def test_a_shelf_is_counted_on_the_pages(db, browse):
    worker = make_worker(db)
    make_full_rack(db, worker)
    visitor = browse(worker)

    unknown_place = visitor.post("/workshop/counts", {"scan": "Z9"})
    begun = visitor.post("/workshop/counts", {"scan": "h1-r1"})
    here = begun.url.path
    found = visitor.post(f"{here}/lines", {"scan": "A-0001"})
    again = visitor.post(f"{here}/lines", {"scan": "A-0001"})
    extra = visitor.post(f"{here}/lines", {"scan": "A-0004"})
    place = visitor.post(f"{here}/lines", {"scan": "/P/H1"})
    unknown = visitor.post(f"{here}/lines", {"scan": "5701234567899"})
    taken_back = visitor.post(f"{here}/lines/A-0004/removal")
    joined = visitor.post("/places/H1-R1/counts")
    listed = visitor.get("/workshop/counts")
    done = visitor.post(f"{here}/closing")

    assert (unknown_place.status_code, unknown.status_code, place.status_code) == (422, 422, 422)
    assert "Ja, den hører til her." in found.text
    assert "Den er allerede talt." in again.text
    assert "Den hører til et andet sted." in extra.text
    assert "Er det en ny ting?" in unknown.text
    assert "A-0004" not in taken_back.text
    assert joined.url.path == here
    assert "1 af 3 fundet" in listed.text
    assert "2 mangler, 0 for meget" in done.text
    assert 'action="/workshop/counts' not in done.text
