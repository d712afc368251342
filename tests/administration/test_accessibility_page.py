"""The accessibility statement: for everyone, in both languages, with a way to complain."""

from app.accounts.upkeep import change_municipality
from tests.factories import make_municipality, make_person, the_municipality

MUST_SAY = (
    "EN 301 549",
    "WCAG 2.2",
    "delvist",
    "Digitaliseringsstyrelsen",
    "20 16 36 12",
    "10 arbejdsdage",
    "22. november 2026",
)


def test_a_stranger_reads_the_whole_statement(db, browse):
    text = browse().get("/was").text

    assert [words for words in MUST_SAY if words not in text] == []
    assert "400 %" in text
    assert "400 %%" not in text


def test_the_only_municipality_says_whom_to_call_and_write(db, browse):
    change_municipality(db, the_municipality(db), by=None, email="genbrug@egekoebing.dk", phone="12 34 56 78")

    text = browse().get("/was").text

    assert "mailto:genbrug@egekoebing.dk" in text
    assert "tel:+4512345678" in text


def test_with_several_municipalities_a_stranger_is_told_of_none(db, browse):
    mine = the_municipality(db)
    person = make_person(db)
    ours = browse(person)
    neighbour = make_municipality(db)
    db.commit()

    assert mine.name not in browse().get("/was").text
    assert mine.name in ours.get("/was").text
    assert neighbour.name not in ours.get("/was").text


def test_it_stands_in_english_too(db, browse):
    visitor = browse()
    visitor.post("/language", {"language": "en", "next": "/was"})

    text = visitor.get("/was").text

    assert "Accessibility statement" in text
    assert "complies partially with the standard EN 301 549" in text
