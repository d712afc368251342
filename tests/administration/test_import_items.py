"""Things from a spreadsheet: numbered units in the workshop, an item that waits for its photo, never twice."""

from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.accounts.models import Institution
from app.administration.imports import AlreadyImported, drop_kept_files, import_file, keep_file, plan_import
from app.administration.models import ImportFile, ImportKind
from app.administration.spreadsheets import Unusable
from app.catalogue.models import Category, Colour, Item, StoragePlace, Unit
from app.catalogue.stages import Stage
from app.catalogue.starter import load_categories
from app.core.clock import now
from app.core.db import session_for
from tests.administration.files import THINGS, WORKPLACES, import_rows
from tests.factories import make_category, make_municipality, make_unit, the_municipality

KIND = ImportKind.ITEMS


@pytest.fixture
def house(db):
    """A municipality with the starter categories and the example's workplaces."""
    load_categories(db, the_municipality(db))
    import_rows(db, ImportKind.INSTITUTIONS, WORKPLACES)
    return db


def test_the_example_becomes_units_in_the_workshop_and_items_that_wait_for_a_photo(house):
    import_rows(house, KIND, THINGS)

    units, items = house.exec(select(Unit)).all(), house.exec(select(Item)).all()
    assert len(units) == 16
    assert {unit.stage for unit in units} == {Stage.RECEIVED}
    assert len({unit.number for unit in units}) == 16
    assert {(item.published_at, item.on_offer) for item in items} == {(None, 0)}
    blue = next(item for item in items if item.title == "Kontorstol, blå")
    assert (blue.price_ore, blue.new_price_ore, blue.width_mm, blue.condition) == (35_000, 250_000, 660, 3)
    assert (blue.colour, blue.description) == (Colour.BLUE, "Højden kan justeres")
    assert blue.giver_id == house.exec(select(Institution.id).where(Institution.number == "102")).one()
    assert sum(unit.item_id == blue.id for unit in units) == 8


def test_an_empty_cell_takes_what_the_category_says(house):
    import_rows(house, KIND, THINGS)

    shelf = house.exec(select(Item).where(Item.title == "Reol, birk")).one()
    category = house.get_one(Category, shelf.category_id)
    assert (shelf.price_ore, shelf.new_price_ore, shelf.condition) == (category.price_ore, category.new_price_ore, 3)
    assert shelf.description == "=2 hylder mangler"


def test_serial_numbers_and_new_storage_places_come_along(house):
    import_rows(house, KIND, THINGS)

    serials = house.exec(select(Unit.serial_number).where(Unit.serial_number != "").order_by(Unit.number)).all()
    assert serials == ["PF1A2B3C", "PF1A2B3D"]
    assert set(house.exec(select(StoragePlace.code)).all()) == {"R1", "R2", "IT-skab"}


def test_a_thing_with_data_on_it_is_not_on_offer(db):
    make_category(db, "laptop_14", name_da="Bærbar", is_data_bearing=True)

    import_rows(db, KIND, "Kategori;Vare\nBærbar;Bærbar computer\n")

    assert db.exec(select(Unit.stage)).one() is Stage.RECEIVED


def test_the_same_file_is_refused_the_second_time(house):
    import_rows(house, KIND, THINGS)

    with pytest.raises(AlreadyImported):
        import_rows(house, KIND, THINGS)

    house.rollback()
    assert len(house.exec(select(Unit)).all()) == 16


def test_a_neighbour_may_import_the_same_file(db):
    for _each in range(2):
        make_category(db, name_da="Kontorstol")
        import_rows(db, KIND, "Kategori;Vare\nKontorstol;Stol\n")
        make_municipality(db)

    assert db.exec(select(Unit)).all() == []


def test_two_who_press_at_the_same_time_import_it_once(db, engine):
    make_category(db, name_da="Kontorstol")
    municipality_id = db.info["municipality_id"]
    kept = [keep_file(db, KIND, "a.csv", b"Kategori;Vare\nKontorstol;Stol\n", by=None).id for _each in range(2)]
    db.commit()
    start, answers = Barrier(4), []

    def press(file_id):
        start.wait()
        try:
            with session_for(engine, municipality_id=municipality_id) as session:
                import_file(session, session.exec(select(ImportFile).where(ImportFile.id == file_id)).one(), by=None)
            answers.append("read in")
        except AlreadyImported:
            answers.append("refused")

    threads = [Thread(target=press, args=(file_id,)) for file_id in kept * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count("read in") == 1
    assert len(answers) == 4
    assert len(db.exec(select(Unit)).all()) == 1


@pytest.mark.parametrize(
    "cells,column,said",
    [
        ("Rumskib;Stol;1;;", "Kategori", "kender ikke kategorien Rumskib"),
        ("Kontorstol;Stol;1;Nabohuset;", "Giver", "Nabohuset"),
        ("Kontorstol;Stol;3;;A1, A2", "Serienummer", "2 serienumre til 3"),
        ("Kontorstol;Stol;1;;KENDT", "Serienummer", "D-7777"),
        ("Kontorstol;Stol;1;;A1\nKontorstol;Stol;1;;A1", "Serienummer", "række 3"),
        ("Kontorstol;;1;;", "Vare", "Udfyld"),
    ],
    ids=["category", "giver", "serial count", "serial known", "serial twice", "no title"],
)
def test_a_faulty_row_stops_the_whole_file(db, cells, column, said):
    category = make_category(db, name_da="Kontorstol")
    make_unit(db, category=category, number="D-7777", serial_number="KENDT")
    db.commit()

    with pytest.raises(Unusable) as unusable:
        import_rows(db, KIND, f"Kategori;Vare;Antal;Giver;Serienummer\nKontorstol;God;1;;\n{cells}\n")

    fault = unusable.value.faults[-1]
    assert fault.column == column
    assert said in str(fault.reason)
    db.rollback()
    assert len(db.exec(select(Unit)).all()) == 1


def test_more_than_five_thousand_things_are_too_many(db):
    make_category(db, name_da="Kontorstol")

    with pytest.raises(Unusable) as unusable:
        plan_import(db, KIND, ("Kategori;Vare;Antal\n" + "Kontorstol;Stol;500\n" * 11).encode())

    assert "5500 ting" in str(unusable.value.faults[0].reason)


def test_a_file_nobody_read_in_is_forgotten_and_a_read_one_keeps_only_its_fingerprint(house):
    import_rows(house, KIND, THINGS)
    keep_file(house, KIND, r"C:\regneark\andet.csv", b"Kategori;Vare\nReol;Reol\n", by=None)
    house.commit()

    drop_kept_files(house, before=now())
    house.commit()

    left = house.exec(select(ImportFile).where(ImportFile.kind == KIND)).one()
    assert (left.name, left.content, len(left.sha256)) == ("file.csv", b"", 64)


def test_the_database_keeps_the_promise_where_the_check_is_left_out(db, monkeypatch):
    make_category(db, name_da="Kontorstol")
    first, second = (keep_file(db, KIND, "a.csv", b"Kategori;Vare\nKontorstol;Stol\n", by=None) for _each in range(2))
    import_file(db, first, by=None)
    monkeypatch.setattr("app.administration.imports._refuse_second_time", lambda *_words: None)

    with pytest.raises(AlreadyImported) as refused:
        import_file(db, second, by=None)

    assert isinstance(refused.value.__cause__, IntegrityError)
