"""Categories to choose from: what the words say; where they say nothing, what the place gave before."""

import pytest
from sqlmodel import select

from app.catalogue.actions import register_units
from app.catalogue.models import Category
from app.catalogue.starter import load_categories
from app.intake.actions import describe_room
from app.intake.forms import LineForm, RoomForm
from app.intake.lines import lines_in
from app.intake.suggestions import suggest_categories
from tests.factories import make_institution, make_municipality, the_municipality
from tests.intake.factories import make_giver
from tests.intake.test_describe_room import make_room


@pytest.fixture
def category(db):
    """The starter's categories, by key."""
    load_categories(db, the_municipality(db))
    found = {each.key: each for each in db.exec(select(Category))}
    return found.__getitem__


def names(db, place, words=""):
    return [each.name_da for each in suggest_categories(db, place, words)]


@pytest.mark.parametrize(
    "words, first",
    [
        ("hævebord", "Hæve-sænkebord"),
        ("hævsænkebord", "Hæve-sænkebord"),
        ("5 blå kontorstole fra mødelokalet", "Kontorstol"),
        ("Reoler", "Reol"),
        ("arkivskab med nøgle", "Arkivskab"),
        ("bærbar", "Bærbar computer"),
        ("tavle", "Interaktiv tavle"),
    ],
)
def test_the_words_say_it_also_bent_joined_and_mistyped(db, category, words, first):
    school = make_institution(db)

    assert names(db, school.id, words)[0] == first


def test_words_that_say_nothing_and_a_place_that_gave_nothing_suggest_nothing(db, category):
    school = make_institution(db)

    assert names(db, school.id) == names(db, school.id, "xyz") == []


def test_what_the_place_gave_most_of_comes_first_and_no_more_than_four(db, category):
    karen = make_giver(db)
    room = make_room(db, karen, photos=8)
    keys = ["bookcase", "task_chair", "task_chair", "sofa_2", "whiteboard", "desk_fixed", "task_chair", "bookcase"]
    said = {line.id: LineForm(category_id=category(key).id) for line, key in zip(lines_in(db, room), keys, strict=True)}
    describe_room(db, room, RoomForm(), said, by=karen)

    suggested = names(db, room.institution_id)

    assert suggested[:2] == ["Kontorstol", "Reol"]
    assert len(suggested) == 4
    assert names(db, room.institution_id, "hævebord") == ["Hæve-sænkebord"]
    assert names(db, make_institution(db, "En anden skole").id) == []


def test_units_of_the_place_count_too_and_a_category_no_longer_used_is_not_suggested(db, category):
    karen = make_giver(db)
    room = make_room(db, karen, photos=1)
    register_units(db, category("bookcase"), count=3, by=karen, title="Reol", condition=3, giver_id=room.institution_id)
    assert names(db, room.institution_id) == ["Reol"]

    category("bookcase").is_active = False

    assert names(db, room.institution_id) == []
    assert "Reol" not in names(db, room.institution_id, "reol")


def test_the_neighbours_categories_are_not_suggested(db, category):
    school = make_institution(db)
    db.commit()
    there = make_municipality(db)
    db.info["municipality_id"] = there.id

    assert names(db, school.id, "reol") == []
