"""Count a storage place: start, scan, close. The differences become events."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions.places import PlaceClosed
from app.catalogue.models import StoragePlace, Unit
from app.catalogue.queries.places import places_below, units_standing
from app.catalogue.stages import IN_THE_HOUSE
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.actions.put_away import put_units, see_units
from app.workshop.counting.models import Found, StockCount, StockCountLine
from app.workshop.counting.queries import get_count, open_count_at
from app.workshop.leaving.queries import out_for_repair


class CountClosed(DomainError):
    message = _("This count is finished. Start a new one.")


def start_count(db: Session, place: StoragePlace, *, by: Viewer) -> StockCount:
    """Begin to count what stands on the place and below it, or join the count that already goes on there."""
    # Because two who start at once share one count.
    db.refresh(place, with_for_update=True)
    if place.closed_at is not None:
        raise PlaceClosed(code=place.code)
    going_on = open_count_at(db, place)
    if going_on is not None:
        return going_on
    count = StockCount(municipality_id=place.municipality_id, place_id=place.id, started_by_id=by.person_id)
    db.add(count)
    db.flush()
    standing = units_standing(db, places_below(db, place))
    away = out_for_repair(db, [unit.id for unit in standing])
    expected = [unit for unit in standing if unit.id not in away]
    db.add_all(_line(count, unit, Found.MISSING) for unit in expected)
    db.flush()
    record(db, "stock_count_started", count, by=by, after={"place": place.code, "expected": len(expected)})
    return count


def _line(count: StockCount, unit: Unit, found: Found) -> StockCountLine:
    return StockCountLine(municipality_id=count.municipality_id, count_id=count.id, unit_id=unit.id, found=found)


def _lock(db: Session, count: StockCount) -> None:
    """Have the count to ourselves until the transaction ends; `CountClosed` when it is finished."""
    db.flush()
    db.refresh(count, with_for_update=True)
    if count.closed_at is not None:
        raise CountClosed


def count_unit(db: Session, count: StockCount, unit: Unit, *, by: Viewer) -> bool:
    """This thing stands there. Scanning it twice counts it once: then False. `CountClosed` when it is finished."""
    _lock(db, count)
    line = _line_of(db, count, unit)
    if line is not None and line.seen_at is not None:
        return False
    if line is None:
        line = _line(count, unit, Found.EXTRA)
    else:
        line.found = Found.FOUND
    line.seen_at = now()
    db.add(line)
    db.flush()
    record(db, "unit_counted", count, by=by, after={"unit": unit.number, "found": line.found})
    see_units(db, [unit], by=by)
    return True


def _line_of(db: Session, count: StockCount, unit: Unit) -> StockCountLine | None:
    wanted = select(StockCountLine).where(StockCountLine.count_id == count.id, StockCountLine.unit_id == unit.id)
    return db.exec(wanted).one_or_none()


def uncount_unit(db: Session, count: StockCount, unit: Unit, *, by: Viewer) -> None:
    """The scan was a mistake: the thing is as if it had not been scanned."""
    _lock(db, count)
    line = _line_of(db, count, unit)
    if line is None or line.seen_at is None:
        return
    if line.found is Found.EXTRA:
        db.delete(line)
    else:
        line.found, line.seen_at = Found.MISSING, None
        db.add(line)
    db.flush()
    record(db, "unit_uncounted", count, by=by, before={"unit": unit.number})


def close_count(db: Session, count: StockCount, *, by: Viewer) -> None:
    """End the count: what is missing is marked, what is extra stands here from now on. `CountClosed` when it is done.

    What was moved, sent out or handed over while it was counted is neither missing nor extra.
    """
    _lock(db, count)
    _count, place = get_count(db, count.id)
    below = {each.id for each in places_below(db, place)}
    rows = db.exec(
        select(StockCountLine, Unit)
        .join(Unit, col(Unit.id) == StockCountLine.unit_id)
        .where(StockCountLine.count_id == count.id)
    ).all()
    _miss(db, [row for row in rows if row[0].found is Found.MISSING], place, below, by=by)
    _take_in(db, [unit for line, unit in rows if line.found is Found.EXTRA], place, below, by=by)
    count.closed_at, count.closed_by_id = now(), by.person_id
    db.add(count)
    db.flush()
    numbers = {found.value: sum(line.found is found for line, _unit in rows) for found in Found}
    record(db, "stock_count_closed", count, by=by, after={"place": place.code, **numbers})


def _miss(
    db: Session, rows: Sequence[tuple[StockCountLine, Unit]], place: StoragePlace, below: set[UUID], *, by: Viewer
) -> None:
    away = out_for_repair(db, [unit.id for _line, unit in rows])
    for line, unit in rows:
        if unit.storage_place_id not in below or unit.stage not in IN_THE_HOUSE or unit.id in away:
            line.found = Found.MOVED_ON
            db.add(line)
            continue
        unit.missed_at = now()
        db.add(unit)
        record(db, "unit_missed", unit, by=by, after={"place": place.code, "stage": unit.stage})
    db.flush()


def _take_in(db: Session, units: Sequence[Unit], place: StoragePlace, below: set[UUID], *, by: Viewer) -> None:
    here = [unit for unit in units if unit.stage in IN_THE_HOUSE and unit.storage_place_id not in below]
    put_units(db, here, place, by=by, event="unit_found_elsewhere")
    for unit in units:
        if unit.stage not in IN_THE_HOUSE:
            record(db, "unit_found_elsewhere", unit, by=by, after={"place": place.code, "stage": unit.stage})
