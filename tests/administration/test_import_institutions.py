"""Workplaces from a spreadsheet: the tree, the cost centres, and no second copy when it comes again."""

import pytest
from sqlmodel import select

from app.accounts.models import Access, Account, Institution, InstitutionKind
from app.administration.imports import plan_import
from app.administration.models import ImportFile, ImportKind
from app.administration.spreadsheets import Unusable
from app.history.models import Event
from tests.administration.files import WORKPLACES, import_rows
from tests.factories import make_institution, make_municipality, make_viewer

KIND = ImportKind.INSTITUTIONS


def by_number(db) -> dict[str, Institution]:
    return {row.number: row for row in db.exec(select(Institution))}


def names(db, event: str) -> list[Event]:
    return list(db.exec(select(Event).where(Event.name == event)).all())


def test_the_example_becomes_a_tree_with_cost_centres(db):
    import_rows(db, KIND, WORKPLACES)

    found = by_number(db)
    school, area, top = found["102"], found["10"], found["1"]
    assert len(found) == 7
    assert (school.parent_id, area.parent_id, top.parent_id) == (area.id, top.id, None)
    assert school.path == f"{top.id.hex}/{area.id.hex}/{school.id.hex}/"
    assert (top.kind, area.kind, school.kind) == (
        InstitutionKind.DIRECTORATE, InstitutionKind.CENTRE, InstitutionKind.INSTITUTION,
    )  # fmt: skip
    assert (school.distance_m, school.postal_code, found["103"].access) == (4200, "8930", Access.STAIRS)
    accounts = {row.number: row.institution_id for row in db.exec(select(Account))}
    assert accounts["5520-10"] == school.id
    assert len(accounts) == 6


def test_the_same_file_again_changes_nothing(db):
    import_rows(db, KIND, WORKPLACES)
    before = {number: row.model_dump() for number, row in by_number(db).items()}

    import_rows(db, KIND, WORKPLACES)

    assert {number: row.model_dump() for number, row in by_number(db).items()} == before
    assert names(db, "institution_changed") == names(db, "account_changed") == []
    assert len(db.exec(select(Account)).all()) == 6


def test_a_known_number_is_changed_with_before_and_after_in_the_history(db):
    import_rows(db, KIND, "Nummer;Navn;Telefon;By\n7;Skolen;12345678;Egekøbing\n")
    viewer = make_viewer(db)

    import_rows(db, KIND, "Nummer;Navn;Telefon\n7;Den nye skole;\n", by=viewer)

    school = by_number(db)["7"]
    assert (school.name, school.phone, school.town) == ("Den nye skole", "", "Egekøbing")
    [changed] = names(db, "institution_changed")
    assert changed.before == {"name": "Skolen", "phone": "12345678"}
    assert changed.after == {"name": "Den nye skole", "phone": ""}
    assert changed.actor_id == viewer.person_id


def test_a_workplace_that_moves_takes_its_branch_along(db):
    import_rows(db, KIND, WORKPLACES)

    import_rows(db, KIND, "Nummer;Navn;Overordnet\n10;Skoleområdet;2\n")

    found = by_number(db)
    assert found["102"].path == f"{found['2'].id.hex}/{found['10'].id.hex}/{found['102'].id.hex}/"
    assert found["104"].path == f"{found['1'].id.hex}/{found['104'].id.hex}/"


def test_a_cost_centre_moves_with_its_number(db):
    import_rows(db, KIND, "Nummer;Navn;Omkostningssted;Kontonavn\n7;Skolen;44-1;Drift\n8;Huset;;\n")

    import_rows(db, KIND, "Nummer;Navn;Omkostningssted\n8;Huset;44-1\n")

    account = db.exec(select(Account)).one()
    assert (account.institution_id, account.name) == (by_number(db)["8"].id, "Drift")
    assert list(names(db, "account_changed")[0].after) == ["institution_id"]


@pytest.mark.parametrize(
    "rows,row,column,said",
    [
        ("7;Skolen;\n7;Huset;", 3, "Nummer", "række 2"), ("7;Skolen;Ukendt", 2, "Overordnet", "sin egen række"),
        ("7;Skolen;7", 2, "Overordnet", "under sig selv"), ("7;Skolen;8\n8;Huset;7", 2, "Overordnet", "under sig selv"),
        ("7;Ens;\n8;Ens;\n9;Huset;Ens", 4, "Overordnet", "Flere arbejdspladser"),
        ("\n".join(["0;A;", *(f"{n};A{n};{n - 1}" for n in range(1, 9))]), 10, "Overordnet", "8 niveauer"),
    ],
    ids=["repeated", "unknown parent", "itself", "circle", "same name", "too deep"],
)  # fmt: skip
def test_a_faulty_row_stops_the_whole_file(db, rows, row, column, said):
    with pytest.raises(Unusable) as unusable:
        import_rows(db, KIND, f"Nummer;Navn;Overordnet\n{rows}\n")

    fault = unusable.value.faults[0]
    assert (fault.row, fault.column) == (row, column)
    assert said in str(fault.reason)
    db.rollback()
    assert by_number(db) == {}
    assert db.exec(select(ImportFile)).all() == []


def test_two_rows_cannot_share_a_cost_centre(db):
    with pytest.raises(Unusable) as unusable:
        plan_import(db, KIND, b"Nummer;Navn;Omkostningssted\n7;Skolen;44\n8;Huset;44\n")

    assert unusable.value.faults[0].column == "Omkostningssted"


def test_a_neighbour_with_the_same_number_is_left_alone(db):
    theirs = make_institution(db, "Naboskolen")
    theirs.number = "7"
    db.commit()
    make_municipality(db)

    import_rows(db, KIND, "Nummer;Navn\n7;Vores skole\n")

    assert by_number(db)["7"].name == "Vores skole"
    db.info["municipality_id"] = theirs.municipality_id
    assert by_number(db)["7"].name == "Naboskolen"
