"""The finance system's spreadsheet: looked at first, read in after, and never counted twice."""

from datetime import date

import pytest
from sqlmodel import col, select

from app.accounts.models import Role
from app.administration.imports import import_file, keep_file
from app.administration.models import ImportKind
from app.purchases.models import NewPurchase, PurchaseSource
from tests.factories import make_category, make_institution, make_person, make_viewer

HEAD = "Bogføringsdato;Enhed;Varegruppe;Antal;Nettobeløb;Bilagsnr\n"
MARCH = HEAD + "3.3.2026;101;Kontorstol;4;10.000,00;F-1\n17-03-2026;Sølund Skole;Kontorstol;1;2.500;F-2\n"
APRIL = MARCH + "2026-04-02;101;Kontorstol;1;2.500;F-2\n2026-04-02;101;Kontorstol;2;5.000;\n"


@pytest.fixture
def house(db):
    make_category(db)
    school = make_institution(db, "Sølund Skole")
    school.number = "101"
    db.add(school)
    db.commit()
    return db


def read_in(db, data, by=None):
    plan = import_file(db, keep_file(db, ImportKind.PURCHASES, "a.csv", data.encode(), by=by), by=by)
    db.commit()
    return plan


def bought(db):
    """Ends the transaction, because an open one would keep the browser waiting on SQLite."""
    found = db.exec(select(NewPurchase).order_by(col(NewPurchase.bought_on), col(NewPurchase.voucher))).all()
    db.commit()
    return found


def test_a_row_is_a_purchase(house):
    read_in(house, MARCH)

    first, second = bought(house)
    assert (first.quantity, first.amount_ore, first.bought_on) == (4, 1_000_000, date(2026, 3, 3))
    assert (second.quantity, second.voucher, second.source) == (1, "F-2", PurchaseSource.IMPORTED)


def test_what_is_registered_already_is_not_counted_again(house):
    read_in(house, MARCH)

    plan = read_in(house, APRIL)

    assert (plan.known, len(plan.new), plan.things) == (2, 2, 3)
    assert sum(each.quantity for each in bought(house)) == 8


def test_the_same_row_twice_in_a_file_is_two_purchases(house):
    same = "3.3.2026;101;Kontorstol;1;2.500;\n"

    read_in(house, HEAD + same + same)

    assert len(bought(house)) == 2


@pytest.mark.parametrize(
    "row,sentence",
    [
        ("31.2.2026;101;Kontorstol;1;2.500;", "Den dag findes ikke"),
        ("i går;101;Kontorstol;1;2.500;", "Skriv en dato"),
        ("3.3.2199;101;Kontorstol;1;2.500;", "Skriv en dag, der har været"),
        ("3.3.2026;999;Kontorstol;1;2.500;", "Du registrerer ikke for en arbejdsplads"),
        ("3.3.2026;101;Rumskib;1;2.500;", "kender ikke kategorien"),
        ("3.3.2026;101;Kontorstol;0;2.500;", "Skriv et tal fra 1 til 10000"),
        ("3.3.2026;101;Kontorstol;1;-2.500;", "Skriv 0 eller mere"),
    ],
)
def test_one_faulty_row_stops_the_file_and_says_why(house, browse, row, sentence):
    oda = browse(make_person(house, Role.FINANCE))

    answer = oda.post("/purchases/import", files={"file": ("a.csv", (MARCH + row).encode(), "text/csv")}, may_fail=True)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert bought(house) == []


def test_the_preview_changes_nothing_and_one_press_reads_in(house, browse):
    oda = browse(make_person(house, Role.FINANCE))

    preview = oda.post("/purchases/import", files={"file": ("marts.csv", MARCH.encode(), "text/csv")})

    assert "2 nye" in preview.text
    assert "5 ting, 12.500" in preview.text
    assert bought(house) == []
    done = oda.post(preview.url.path)
    assert "2 indkøb er registreret" in done.text
    assert len(bought(house)) == 2
    again = oda.post("/purchases/import", files={"file": ("marts.csv", MARCH.encode(), "text/csv")}, may_fail=True)
    assert again.status_code == 409
    more = HEAD + MARCH.splitlines()[1] + "\n" + "2.4.2026;101;Kontorstol;3;7.500;F-9\n"
    next_ = oda.post("/purchases/import", files={"file": ("april.csv", more.encode(), "text/csv")})
    assert "1 indkøb er registreret" in oda.post(next_.url.path).text


def test_a_part_of_the_tree_imports_for_itself_only(house, browse):
    elsewhere = make_person(house, Role.APPROVER, at=make_institution(house, "Børnehuset Kløver"))

    answer = browse(elsewhere).post(
        "/purchases/import", files={"file": ("a.csv", MARCH.encode(), "text/csv")}, may_fail=True
    )

    assert answer.status_code == 422
    assert bought(house) == []


def test_another_kind_of_file_is_not_read_in_through_this_door(house, browse):
    asta = make_person(house, Role.ADMINISTRATOR)
    kept = keep_file(house, ImportKind.INSTITUTIONS, "a.csv", b"Nummer;Navn\n5;Skole\n", by=make_viewer(house))
    kept.sent_by_id = asta.id
    house.add(kept)
    house.commit()

    assert browse(asta).get(f"/purchases/import/{kept.id}", may_fail=True).status_code == 404
    assert browse(asta).get(f"/admin/imports/{kept.id}").status_code == 200
