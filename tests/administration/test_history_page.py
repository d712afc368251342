"""The history page: newest first, page by page, one municipality's own, and proof that nothing was changed."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.accounts.sessions import viewer_of
from app.accounts.upkeep import change_person
from app.administration.words import EVENTS
from app.history.models import EventChain
from app.history.record import broken_link, record
from tests.factories import make_municipality, make_person, the_municipality

RECORDED = re.compile(r'(?:record\(\s*\w+,\s*|event=|_tell\(db, municipality, )"([a-z_]+)"')
MAY_SEE = {Role.ADMINISTRATOR, Role.FINANCE, Role.WORKSHOP_LEAD}


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_see_history_see_it(db, browse, role):
    status = browse(make_person(db, role)).get("/admin/history").status_code

    assert status == (200 if role in MAY_SEE else 404)


def test_the_newest_comes_first_and_the_older_follow(db, browse):
    reader = make_person(db, Role.FINANCE)
    for n in range(60):
        record(db, "person_changed", reader, by=None, after={"note": f"nr-{n:02}"})
    ours = browse(reader)

    first = ours.get("/admin/history?name=person_changed").text
    older = first.split("before=")[1].split('"')[0]
    second = ours.get(f"/admin/history?name=person_changed&before={older}").text

    assert first.index("nr-59") < first.index("nr-10")
    assert "nr-09" not in first
    assert all(f"nr-{n:02}" in second for n in range(10))
    assert "Ældre" not in second


def test_an_event_says_who_did_what_and_what_was_before(db, browse):
    reader = make_person(db, Role.ADMINISTRATOR, name="Ada Admin")
    change_person(db, make_person(db, name="Bo"), by=viewer_of(db, reader), name="<b>Bech")

    text = browse(reader).get("/admin/history?name=person_changed").text

    assert "Person ændret" in text
    assert "Ada Admin" in text
    assert "Bo → &lt;b&gt;Bech" in text


def test_a_neighbour_s_history_is_not_shown(db, browse):
    ours = browse(make_person(db, Role.FINANCE))
    make_municipality(db)
    record(db, "person_changed", make_person(db), by=None, after={"note": "kanariefugl"})
    theirs = browse(make_person(db, Role.FINANCE))

    assert "kanariefugl" in theirs.get("/admin/history").text
    assert "kanariefugl" not in ours.get("/admin/history").text


def test_a_whole_chain_holds(db, browse):
    assert "Historikken holder" in browse(make_person(db, Role.FINANCE)).get("/admin/history?check=yes").text


def test_a_broken_chain_is_told(db, browse):
    reader = make_person(db, Role.FINANCE)
    ours = browse(reader)
    db.execute(sa.update(EventChain).values(hash="0" * 64))
    db.commit()

    text = ours.get("/admin/history?check=yes").text

    assert "Historikken holder ikke" in text
    assert broken_link(db, the_municipality(db).id) is not None


@pytest.mark.parametrize("query", ["before=0", "before=x", f"before={2**40}"])
def test_a_position_that_cannot_be_is_not_found(db, browse, query):
    assert browse(make_person(db, Role.FINANCE)).get(f"/admin/history?{query}").status_code == 404


def test_an_unknown_kind_of_event_shows_none(db, browse):
    assert "ikke sket noget" in browse(make_person(db, Role.FINANCE)).get("/admin/history?name=%27%22%3E").text


def test_every_event_has_words_for_the_page():
    names = {name for file in Path("app").rglob("*.py") for name in RECORDED.findall(file.read_text())}

    assert len(names) > 100
    assert names - set(EVENTS) == set()
