"""A room at once: each photo a line; lines are told apart, put together, counted, and the report counts along."""

import pytest
from sqlmodel import select

from app.catalogue.models import Category
from app.catalogue.starter import load_categories
from app.intake.actions import (
    ReportMovedOn,
    TooFewLines,
    TooManyThings,
    add_report_photo,
    describe_report,
    describe_room,
    merge_lines,
    remove_line,
    remove_report_photo,
    send_report,
    split_line,
)
from app.intake.forms import LineForm, RoomForm, WhatForm
from app.intake.lines import lines_in, lines_of
from app.intake.models import Looks, ReportState, What
from app.media.models import Photo
from tests.factories import the_municipality
from tests.intake.factories import events, fresh, make_draft, make_giver, picture


def make_room(db, giver, photos=3):
    """A draft with so many photos, each a line."""
    draft = make_draft(db, giver)
    for n in range(photos):
        add_report_photo(db, draft, picture(), upload_key=f"k{n}", by=giver)
    return draft


def counts(db, report):
    """Things and photos of each line."""
    found = [(line.quantity, len(line.photos)) for line in lines_of(db, report)]
    db.commit()  # because on SQLite an open transaction keeps all others waiting
    return found


def test_each_photo_is_a_line_and_the_report_counts_them(db):
    karen = make_giver(db)

    draft = make_room(db, karen)
    add_report_photo(db, draft, picture(), upload_key="k0", by=karen)

    assert counts(db, draft) == [(1, 1)] * 3
    assert draft.quantity == 3
    assert [event.after["line"] for event in events(db, "surplus_photo_added")] == [
        str(line.id) for line in lines_in(db, draft)
    ]


def test_what_was_written_first_gets_the_first_photo(db):
    karen = make_giver(db)
    draft = make_draft(db, karen, note="Stole", quantity=4)

    add_report_photo(db, draft, picture(), upload_key="k0", by=karen)

    assert counts(db, draft) == [(4, 1)]


def test_lines_that_are_the_same_become_one_with_all_photos_and_as_many_things(db):
    karen = make_giver(db)
    draft = make_room(db, karen, photos=4)
    first, second, third, fourth = lines_in(db, draft)
    describe_room(db, draft, RoomForm(), {third.id: LineForm(quantity=5, words="Stol", is_set=True)}, by=karen)

    kept = merge_lines(db, draft, [second.id, third.id, fourth.id], by=karen)

    assert [line.id for line in lines_in(db, draft)] == [first.id, second.id]
    assert counts(db, draft) == [(1, 1), (7, 3)]
    assert (kept.words, kept.is_set, draft.quantity) == ("Stol", True, 8)
    told = events(db, "surplus_lines_merged")
    assert [event.after for event in told] == [{"line": str(second.id), "quantity": 7}]
    assert told[0].before == {"lines": [str(second.id), str(third.id), str(fourth.id)]}


def test_what_was_put_together_is_told_apart_again_in_its_place(db):
    karen = make_giver(db)
    draft = make_room(db, karen, photos=4)
    photos = [line.photos[0].id for line in lines_of(db, draft)]
    second = lines_in(db, draft)[1]
    merge_lines(db, draft, [line.id for line in lines_in(db, draft)[1:3]], by=karen)

    split_line(db, draft, second.id, by=karen)

    assert counts(db, draft) == [(1, 1)] * 4
    assert [line.photos[0].id for line in lines_of(db, draft)] == photos
    assert draft.quantity == 4
    assert len(events(db, "surplus_line_split")) == 1


def test_more_things_than_photos_stay_with_the_first_when_they_are_told_apart(db):
    karen = make_giver(db)
    draft = make_room(db, karen)
    first = lines_in(db, draft)[0]
    describe_room(db, draft, RoomForm(), {first.id: LineForm(quantity=10, words="Stol")}, by=karen)
    merge_lines(db, draft, [line.id for line in lines_in(db, draft)], by=karen)

    split_line(db, draft, first.id, by=karen)

    assert counts(db, draft) == [(10, 1), (1, 1), (1, 1)]
    assert [line.words for line in lines_in(db, draft)] == ["Stol"] * 3


def test_one_line_is_not_put_together_with_itself(db):
    karen = make_giver(db)
    draft = make_room(db, karen)
    another = make_room(db, make_giver(db, "Bo Holm"))

    with pytest.raises(TooFewLines):
        merge_lines(db, draft, [lines_in(db, draft)[0].id, lines_in(db, another)[0].id], by=karen)

    assert counts(db, another) == [(1, 1)] * 3


def test_a_line_goes_with_its_photos_and_a_photo_with_its_line(db):
    karen = make_giver(db)
    draft = make_room(db, karen)
    first, second, third = lines_of(db, draft)

    remove_line(db, draft, first.id, by=karen)
    remove_report_photo(db, draft, second.photos[0].id, by=karen)

    assert [line.id for line in lines_in(db, draft)] == [third.id]
    assert draft.quantity == 1
    assert [photo.id for photo in db.exec(select(Photo))] == [third.photos[0].id]
    assert len(events(db, "surplus_line_removed")) == 1


def test_the_report_is_of_the_kind_all_its_lines_are(db):
    load_categories(db, the_municipality(db))
    keys = {each.key: each.id for each in db.exec(select(Category))}
    karen = make_giver(db)
    draft = make_room(db, karen, photos=2)
    first, second = lines_in(db, draft)

    chairs = {first.id: LineForm(category_id=keys["task_chair"]), second.id: LineForm(category_id=keys["wood_chair"])}
    describe_room(db, draft, RoomForm(looks=Looks.NICE), chairs, by=karen)
    assert (draft.what, draft.looks, first.looks) == (What.CHAIRS, Looks.NICE, Looks.NICE)
    describe_room(db, draft, RoomForm(), {second.id: LineForm(category_id=keys["bookcase"])}, by=karen)

    assert draft.what is None


def test_the_kind_chosen_for_one_thing_stands_and_one_not_chosen_follows_its_category(db):
    load_categories(db, the_municipality(db))
    reol = db.exec(select(Category).where(Category.key == "bookcase")).one()
    karen = make_giver(db)
    draft = make_room(db, karen, photos=1)

    describe_report(db, draft, WhatForm(category_id=reol.id), by=karen)
    assert (draft.what, lines_in(db, draft)[0].category_id) == (What.STORAGE, reol.id)
    describe_report(db, draft, WhatForm(what=What.OTHER, category_id=reol.id), by=karen)

    assert draft.what is What.OTHER


def test_there_is_room_for_so_many_things_in_all(db):
    karen = make_giver(db)
    draft = make_room(db, karen)

    with pytest.raises(TooManyThings):
        describe_room(
            db, draft, RoomForm(), {line.id: LineForm(quantity=200) for line in lines_in(db, draft)}, by=karen
        )


def test_what_was_sent_is_told_apart_no_more_but_a_photo_on_its_way_still_brings_its_thing(db):
    karen = make_giver(db)
    draft = make_room(db, karen, photos=2)
    send_report(db, draft, by=karen)
    ids = [line.id for line in lines_in(db, draft)]

    for deed in (
        lambda: merge_lines(db, draft, ids, by=karen),
        lambda: split_line(db, draft, ids[0], by=karen),
        lambda: remove_line(db, draft, ids[0], by=karen),
        lambda: describe_room(db, draft, RoomForm(), {}, by=karen),
    ):
        with pytest.raises(ReportMovedOn):
            deed()
    add_report_photo(db, draft, picture(), upload_key="late", is_thing=True, by=karen)
    add_report_photo(db, draft, picture(), upload_key="answer", by=karen)

    assert counts(db, draft) == [(1, 1)] * 3
    assert fresh(db, draft).quantity == 3
    assert fresh(db, draft).state is ReportState.SENT
