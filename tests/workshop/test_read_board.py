"""The board: what waits, what is going on, what is ready; equal things are one card, and long columns are cut."""

import re
from datetime import timedelta

from sqlmodel import select

from app.catalogue.stages import Stage
from app.catalogue.starter import load_categories
from app.core.clock import as_if, now
from app.workshop.actions import change_station, finish_job, open_station, start_job, stop_job
from app.workshop.board.queries import Column, read_board
from app.workshop.board.wishes import wished_categories
from app.workshop.checklists import load_checklists, starter_steps
from app.workshop.models import ChecklistStep, StopReason
from app.workshop.queries import get_unit, units_like
from tests.factories import make_category, make_item, make_municipality, make_unit, the_municipality
from tests.workshop.factories import make_checked, make_lead, make_prepared, make_units, make_worker


def titles(board, column: Column) -> list[str]:
    return [card.thing.title for card in board.at(column).cards]


def test_each_thing_stands_in_its_column_once(db):
    worker, other = make_worker(db), make_worker(db)
    make_units(db, worker, 3, title="Stabelstol")
    going, waiting, checked, parts, hard = (make_units(db, worker, title=t)[0] for t in ("A", "B", "C", "D", "E"))
    start_job(db, going, by=worker)
    finish_job(db, start_job(db, waiting, by=other), by=other)
    make_checked(db, checked, worker)
    stop_job(db, start_job(db, parts, by=worker), reason=StopReason.MISSING_PARTS, by=worker)
    stop_job(db, start_job(db, hard, by=worker), reason=StopReason.TOO_HARD, by=worker)

    board = read_board(db, worker)

    assert [(card.thing.title, card.alike, card.thing.stop_reason) for card in board.at(Column.COMES_IN).cards] == [
        ("Stabelstol", 3, None), ("E", 1, StopReason.TOO_HARD),
    ]  # fmt: skip
    assert titles(board, Column.BEING_MADE_FIT) == ["A"]
    assert titles(board, Column.WAITS_FOR_PARTS) == ["D"]
    assert titles(board, Column.TO_CHECK) == ["B"]
    assert titles(board, Column.READY) == ["C"]
    assert (board.at(Column.COMES_IN).total, board.total, board.mine, board.done_this_week) == (4, 8, 1, 1)


def test_mine_shows_only_what_i_began(db):
    worker, other = make_worker(db), make_worker(db)
    first, second, _rest = make_units(db, worker, 3)
    start_job(db, first, by=worker)
    start_job(db, second, by=other)

    board = read_board(db, worker, mine=True)

    assert [card.thing.number for card in board.at(Column.BEING_MADE_FIT).cards] == ["A-0001"]
    assert [each.total for each in board.columns] == [0, 1, 0, 0, 0]
    assert board.total == 3


def test_what_is_wished_for_stands_first_and_then_the_oldest(db):
    worker = make_worker(db)
    desk = make_category(db, "desk_fixed", name_da="Skrivebord")
    for days, title, category in ((9, "Gammel stol", None), (3, "Ny stol", None), (1, "Bord", desk)):
        with as_if(now() - timedelta(days=days)):
            make_units(db, worker, title=title, category=category)
    assert titles(read_board(db, worker), Column.COMES_IN) == ["Gammel stol", "Ny stol", "Bord"]

    make_unit(db, category=desk, stage=Stage.HANDED_OVER, handed_over_at=now() - timedelta(days=10))

    board = read_board(db, worker)
    assert titles(board, Column.COMES_IN) == ["Bord", "Gammel stol", "Ny stol"]
    assert [card.thing.is_wished for card in board.at(Column.COMES_IN).cards] == [True, False, False]


def test_what_the_shop_still_has_or_nobody_ordered_lately_is_not_wished_for(db):
    worker, desk = make_worker(db), make_category(db, "desk_fixed", name_da="Skrivebord")
    old = make_unit(db, category=desk, stage=Stage.HANDED_OVER, handed_over_at=now() - timedelta(days=91))
    assert wished_categories(db, worker.municipality_id) == {}

    old.handed_over_at = now() - timedelta(days=89)
    db.add(old)
    db.flush()
    assert wished_categories(db, worker.municipality_id) == {desk.id: 1}

    make_item(db, category=desk, units=1)
    assert wished_categories(db, worker.municipality_id) == {}


def test_a_station_shows_what_is_worked_on_there(db, browse):
    worker, lead, desk = make_worker(db), make_lead(db), make_category(db, "desk_fixed", name_da="Skrivebord")
    make_units(db, worker, title="Stol")
    make_units(db, worker, title="Bord", category=desk)
    wood = open_station(db, "Træ", by=lead)
    change_station(db, wood, name="Træ", categories=[desk.id], by=lead)
    db.commit()
    web = browse(worker)

    assert "Stol</h3>" in web.get("/workshop").text
    only = web.get(f"/workshop?station={wood.id}").text

    assert "Bord</h3>" in only
    assert "Stol</h3>" not in only
    assert "column=check" in only
    assert f"station={wood.id}" in only


def test_a_narrow_screen_opens_the_column_asked_for_or_the_first_with_something_in_it(db, browse):
    worker = make_worker(db)
    start_job(db, make_units(db, worker)[0], by=worker)
    web = browse(worker)

    def opened(url: str) -> list[str]:
        return re.findall(r'class="col is-open" aria-labelledby="col_(\w+)"', web.get(url).text)

    assert opened("/workshop") == ["doing"]
    assert opened("/workshop?column=ready") == ["ready"]
    assert opened("/workshop?column=nonsense") == ["doing"]


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
