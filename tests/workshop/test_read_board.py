"""The board: what waits, what is going on, what is ready; equal things are one card, and long columns are cut."""

from sqlmodel import select

from app.catalogue.starter import load_categories
from app.workshop.actions import finish_job, start_job, stop_job
from app.workshop.board import read_board
from app.workshop.checklists import load_checklists, starter_steps
from app.workshop.models import ChecklistStep, StopReason
from app.workshop.queries import get_unit, units_like
from tests.factories import make_municipality, the_municipality
from tests.workshop.factories import make_checked, make_prepared, make_units, make_worker


def test_each_thing_stands_in_its_column_once(db):
    worker, other = make_worker(db), make_worker(db)
    make_units(db, worker, 3, title="Stabelstol")
    going, waiting, checked, stopped = (make_units(db, worker, title=t)[0] for t in ("A", "B", "C", "D"))
    start_job(db, going, by=worker)
    finish_job(db, start_job(db, waiting, by=other), by=other)
    make_checked(db, checked, worker)
    stop_job(db, start_job(db, stopped, by=worker), reason=StopReason.MISSING_PARTS, by=worker)

    board = read_board(db, worker)

    assert [(row.title, row.alike, row.stop_reason) for row in board.to_do.rows] == [
        ("Stabelstol", 3, None), ("D", 1, StopReason.MISSING_PARTS),
    ]  # fmt: skip
    assert [row.title for row in board.doing.rows] == ["A"]
    assert [row.title for row in board.to_check.rows] == ["B"]
    assert [row.title for row in board.passed.rows] == ["C"]
    assert (board.to_do.total, board.total, board.mine, board.done_this_week) == (4, 7, 1, 1)


def test_mine_shows_only_what_i_began(db):
    worker, other = make_worker(db), make_worker(db)
    first, second, _rest = make_units(db, worker, 3)
    start_job(db, first, by=worker)
    start_job(db, second, by=other)

    board = read_board(db, worker, mine=True)

    assert [row.number for row in board.doing.rows] == ["A-0001"]
    assert (board.to_do.rows, board.doing.total) == ([], 1)


def test_a_long_column_is_cut_and_more_is_one_click_away(db, browse):
    worker = make_worker(db)
    for n in range(15):
        make_units(db, worker, title=f"Ting {n:02}")

    web = browse(worker)

    assert web.get("/workshop").text.count("work-card") == 12
    assert "cards=36" in web.get("/workshop").text
    assert web.get("/workshop?cards=36").text.count("work-card") == 15


def test_an_empty_board_praises_and_offers_the_next_thing(db, browse):
    assert "Alt er lavet. Godt gået!" in browse(make_worker(db)).get("/workshop").text


def test_the_page_shows_the_item_that_is_being_prepared(db, browse):
    worker = make_worker(db)
    units = make_units(db, worker, 2)
    for unit in units:
        make_checked(db, unit, worker)
    item = make_prepared(db, units, worker)

    assert f"/workshop/items/{item.id}" in browse(worker).get("/workshop").text


def test_equal_things_are_those_that_came_together(db):
    worker = make_worker(db)
    make_units(db, worker, 2, title="Stol")
    make_units(db, worker, 1, title="Bord")

    assert [unit.number for unit in units_like(db, get_unit(db, "A-0002"), passed=False)] == ["A-0001", "A-0002"]


def test_another_municipality_sees_nothing_of_it(db):
    worker = make_worker(db)
    make_units(db, worker)
    db.commit()
    make_municipality(db)
    stranger = make_worker(db)

    assert read_board(db, stranger).total == 0


def test_every_starter_category_has_a_checklist_and_loading_twice_changes_nothing(db):
    municipality = the_municipality(db)
    categories = load_categories(db, municipality)

    added = load_checklists(db, municipality)

    steps = db.exec(select(ChecklistStep)).all()
    assert added == len(steps) == len(list(starter_steps()))
    assert {step.category_id for step in steps} == {category.id for category in categories}
    assert load_checklists(db, municipality) == 0
    assert load_categories(db, municipality) == categories
