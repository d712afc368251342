"""The page of several things: whatever is pressed keeps what was typed; without a script, and with one."""

import re

import pytest
from sqlmodel import select

from app.catalogue.models import Category
from app.catalogue.starter import load_categories
from app.intake.lines import lines_in, lines_of
from tests.factories import the_municipality
from tests.intake.factories import fresh, make_giver
from tests.intake.test_describe_room import counts, make_room

HTMX = {"HX-Request": "true"}


def ids_of(db, report):
    """The report's lines, and no transaction left open."""
    found = [line.id for line in lines_in(db, report)]
    db.commit()
    return found


def typed(ids, **more):
    """The page's form with nothing changed but this."""
    fields = {f"quantity-{each}": "1" for each in ids} | {f"words-{each}": "" for each in ids}
    return {**fields, **more}


def test_what_is_said_of_each_thing_is_kept_and_the_next_screen_comes(db, browse):
    load_categories(db, the_municipality(db))
    reol = db.exec(select(Category).where(Category.key == "bookcase")).one()
    karen = make_giver(db)
    draft = make_room(db, karen)
    first, second, third = ids_of(db, draft)
    said = typed(
        [first, second, third], looks="nice", note="Alt fra lokale 12",
        **{f"quantity-{first}": "12", f"is_set-{first}": "on", f"words-{second}": "Reol",
           f"category_id-{second}": str(reol.id)},
    )  # fmt: skip

    answer = browse(karen).post(f"/surplus/{draft.id}/lines", said)
    again = browse(karen).get(f"/surplus/{draft.id}/what")

    assert answer.url.path == f"/surplus/{draft.id}/where"
    assert [(line.quantity, line.words, line.is_set) for line in lines_of(db, draft)] == [
        (12, "", True), (1, "Reol", False), (1, "", False),
    ]  # fmt: skip
    assert (fresh(db, draft).quantity, draft.note) == (14, "Alt fra lokale 12")
    assert 'value="12"' in again.text
    assert f'value="{reol.id}" checked' in again.text


def test_the_ticked_ones_are_put_together_and_what_was_typed_meanwhile_is_there(db, browse):
    karen = make_giver(db)
    draft = make_room(db, karen)
    first, second, third = ids_of(db, draft)
    said = typed([first, second, third], line=[str(first), str(third)], **{f"words-{second}": "Bord"})
    browser = browse(karen)

    merged = browser.post(f"/surplus/{draft.id}/lines/merging", said)

    assert merged.url.path == f"/surplus/{draft.id}/what"
    assert counts(db, draft) == [(2, 2), (1, 1)]
    assert 'value="Bord"' in merged.text
    assert "2 billeder" in merged.text

    apart = browser.post(f"/surplus/{draft.id}/lines/{first}/splitting", typed([]))
    assert "2 billeder" not in apart.text
    assert counts(db, draft) == [(1, 1)] * 3


def test_all_photos_of_one_thing_lead_to_the_short_screen(db, browse):
    karen = make_giver(db)
    draft = make_room(db, karen)
    ids = ids_of(db, draft)

    answer = browse(karen).post(f"/surplus/{draft.id}/lines/merging", typed(ids, all="1"))

    assert counts(db, draft) == [(3, 3)]
    assert 'name="what"' in answer.text


def test_a_line_is_removed_by_its_own_button(db, browse):
    karen = make_giver(db)
    draft = make_room(db, karen)
    ids = ids_of(db, draft)

    browse(karen).post(f"/surplus/{draft.id}/lines/{ids[1]}/removal", typed(ids))

    assert ids_of(db, draft) == [ids[0], ids[2]]
    assert fresh(db, draft).quantity == 2


def test_one_tick_is_too_few_and_nothing_changes(db, browse):
    karen = make_giver(db)
    draft = make_room(db, karen)
    first, *others = ids_of(db, draft)
    said = typed([first, *others], line=str(first), **{f"words-{first}": "Blå stol"})

    answer = browse(karen).post(f"/surplus/{draft.id}/lines/merging", said)

    assert answer.status_code == 422
    assert "Sæt hak ved mindst to" in answer.text
    assert 'value="Blå stol"' in answer.text
    assert lines_in(db, draft)[0].words == ""


@pytest.mark.parametrize("number, sentence", [("mange", "Skriv et tal"), ("0", "Skriv 1 eller"), ("501", "Skriv 500")])
def test_a_wrong_number_is_said_beside_its_line(db, browse, number, sentence):
    karen = make_giver(db)
    draft = make_room(db, karen)
    ids = ids_of(db, draft)
    said = typed(ids, **{f"quantity-{ids[1]}": number})

    answer = browse(karen).post(f"/surplus/{draft.id}/lines", said)

    assert answer.status_code == 422
    assert f'href="#f-quantity-{ids[1]}">{sentence}' in answer.text
    assert fresh(db, draft).quantity == 3


def test_more_things_than_there_is_room_for_are_refused_with_a_sentence(db, browse):
    karen = make_giver(db)
    draft = make_room(db, karen)
    many = {f"quantity-{each}": "300" for each in ids_of(db, draft)}

    answer = browse(karen).post(f"/surplus/{draft.id}/lines", typed([], **many))

    assert answer.status_code == 422
    assert "Der er plads til 500 ting" in answer.text
    assert fresh(db, draft).quantity == 3


def test_photos_that_came_meanwhile_are_shown_and_what_was_typed_stays(db, browse):
    karen = make_giver(db)
    one = make_room(db, karen, photos=1)
    browser = browse(karen)

    answer = browser.post(f"/surplus/{one.id}/what", {"what": "chairs", "quantity": "4", "stay": "1"})

    assert answer.url.path == f"/surplus/{one.id}/what"
    assert 'value="chairs" checked' in answer.text
    assert 'value="4"' in answer.text


def test_while_somebody_types_the_categories_follow_and_the_chosen_one_stays(db, browse):
    load_categories(db, the_municipality(db))
    reol = db.exec(select(Category).where(Category.key == "bookcase")).one()
    karen = make_giver(db)
    draft = make_room(db, karen)
    line = ids_of(db, draft)[0]
    browser = browse(karen)
    asked = f"/surplus/{draft.id}/categories?line={line}&words-{line}=hævebord"

    plain = browser.get(asked, headers=HTMX)
    chosen = browser.get(f"{asked}&category_id-{line}={reol.id}", headers=HTMX)
    of_one = browser.get(f"/surplus/{draft.id}/categories?note=gammel+sofa", headers=HTMX)

    assert re.findall("<span>(.*?)</span>", plain.text) == ["Hæve-sænkebord"]
    assert re.findall("<span>(.*?)</span>", chosen.text) == ["Reol", "Hæve-sænkebord", "Andet"]
    assert f'value="{reol.id}" checked' in chosen.text
    assert "Sofa" in of_one.text
    assert browser.get(asked).url.path == f"/surplus/{draft.id}/what"


def test_a_line_of_another_report_is_not_there(db, browse):
    karen = make_giver(db)
    draft = make_room(db, karen)
    theirs = make_room(db, make_giver(db, "Bo Holm"))
    other = ids_of(db, theirs)[0]
    browser = browse(karen)

    for deed in ("splitting", "removal"):
        assert browser.post(f"/surplus/{draft.id}/lines/{other}/{deed}", typed([])).status_code == 404
    assert browser.post(f"/surplus/{theirs.id}/lines", typed([])).status_code == 404
