"""What became of what was given, counted from the units that were registered: of a report, and of each of its lines."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import Institution
from app.catalogue.models import Item, ItemPhoto, Unit
from app.catalogue.stages import Stage
from app.core.i18n import Text
from app.intake.lines import LineView, lines_of
from app.intake.models import SurplusReport
from app.intake.words import HAS_FOUND_ITS_PLACE, Fate, said_fate
from app.media.models import Photo, PhotoState
from app.media.queries import progress_of
from app.media.views import PhotoView

# What the workshop writes on a unit that was taken apart for its parts.
_FOR_PARTS = "spare_parts"
_FATE_OF = {
    Stage.HANDED_OVER: Fate.IN_USE,
    Stage.RESERVED: Fate.ORDERED,
    Stage.ON_OFFER: Fate.OFFERED,
    Stage.SOLD_OFF: Fate.SOLD_OFF,
    Stage.RECYCLED: Fate.MATERIALS,
}
_STANDS: Any = col(Unit.stands_at_id).is_not(None)
_TAKEN_APART: Any = sa.func.coalesce(col(Unit.scrap_reason).startswith(_FOR_PARTS), sa.false())
_COUNTED = (
    sa.select(
        col(Unit.report_id), col(Unit.report_line_id), col(Unit.stage), _STANDS, _TAKEN_APART, col(Institution.name),
        sa.func.count(),
    )
    .outerjoin(
        Institution, sa.and_(col(Institution.id) == col(Unit.holder_id), col(Unit.stage) == Stage.HANDED_OVER)
    )
    .where(
        col(Unit.municipality_id) == sa.bindparam("municipality_id"),
        col(Unit.report_id).in_(sa.bindparam("report_ids", expanding=True)),
    )
    .group_by(
        col(Unit.report_id), col(Unit.report_line_id), col(Unit.stage), _STANDS, _TAKEN_APART, col(Institution.name)
    )
)  # fmt: skip
Kind = tuple[Fate, str | None]


def _fate(stage: Stage, *, stands: bool, taken_apart: bool) -> Fate:
    if stage is Stage.RECYCLED and taken_apart:
        return Fate.SPARE_PARTS
    return _FATE_OF.get(stage, Fate.STANDING if stands else Fate.AT_WORKSHOP)


def _counts(db: Session, report_ids: Collection[UUID]) -> dict[tuple[UUID, UUID | None], Counter[Kind]]:
    """How many of each report's lines met which fate, and where."""
    names = {"municipality_id": db.info["municipality_id"], "report_ids": list(report_ids)}
    counts: dict[tuple[UUID, UUID | None], Counter[Kind]] = {}
    for report_id, line_id, stage, stands, taken_apart, place, count in db.execute(_COUNTED, names):
        kind = (_fate(stage, stands=stands, taken_apart=taken_apart), place)
        counts.setdefault((report_id, line_id), Counter())[kind] += count
    return counts


def _said(counts: Counter[Kind]) -> list[Text]:
    order = list(Fate)
    kinds = sorted(counts, key=lambda kind: (order.index(kind[0]), kind[1] or ""))
    return [said_fate(fate, place, counts[fate, place]) for fate, place in kinds]


def fates_of(db: Session, report_ids: Collection[UUID]) -> dict[UUID, list[Text]]:
    """What became of each report's things, all its lines together."""
    if not report_ids:
        return {}
    together: dict[UUID, Counter[Kind]] = {}
    for (report_id, _line), counts in _counts(db, report_ids).items():
        together.setdefault(report_id, Counter()).update(counts)
    return {report_id: _said(counts) for report_id, counts in together.items()}


@dataclass(frozen=True)
class LineFate:
    """What became of one line's things. `item_id` is where the shop shows them, None where it does not."""

    line: LineView
    told: list[Text]
    photo: PhotoView | None
    item_id: UUID | None


def line_fates(db: Session, report: SurplusReport) -> tuple[list[Text], list[LineFate]]:
    """What became of all of the report's things, and of each line's, with the photo that shows the thing best."""
    counts = _counts(db, [report.id])
    told_of_all = _said(sum(counts.values(), Counter()))
    items = _items_of_lines(db, report)
    fates, lines = [], lines_of(db, report)
    if len(lines) == 1:  # because then what was registered without saying the line is of that line
        counts[report.id, lines[0].id] = sum(counts.values(), Counter())
    for line in lines:
        item_id, shown, on_offer = items.get(line.id, (None, None, False))
        own = next((each.view for each in line.photos if each.view is not None), None)
        told = _said(counts.get((report.id, line.id), Counter()))
        fates.append(LineFate(line, told, shown or own, item_id if on_offer else None))
    return told_of_all, fates


def _items_of_lines(db: Session, report: SurplusReport) -> dict[UUID, tuple[UUID, PhotoView | None, bool]]:
    """Each line's item that the shop shows or showed, its first ready photo, and whether it is on offer now."""
    ready = aliased(Photo)
    first = (
        sa.select(col(ItemPhoto.photo_id))
        .join(ready, sa.and_(col(ready.id) == col(ItemPhoto.photo_id), col(ready.state) == PhotoState.READY))
        .where(col(ItemPhoto.item_id) == col(Item.id))
        .order_by(col(ItemPhoto.position))
        .limit(1)
        .correlate(Item)
        .scalar_subquery()
    )
    is_shown = sa.and_(col(Item.withdrawn_at).is_(None), col(Item.on_offer) > 0)
    rows = db.execute(
        sa.select(col(Unit.report_line_id), col(Item.id), is_shown, Photo)
        .select_from(Unit)
        .join(Item, col(Item.id) == col(Unit.item_id))
        .outerjoin(Photo, col(Photo.id) == first)
        .where(
            col(Unit.report_id) == report.id,
            col(Unit.report_line_id).is_not(None),
            col(Item.published_at).is_not(None),
        )
        .order_by(col(Item.published_at))
    )
    return {
        line_id: (item_id, progress_of(photo).view if photo else None, bool(on_offer))
        for line_id, item_id, on_offer, photo in rows
    }


def all_found(db: Session, report: SurplusReport) -> bool:
    """Whether every thing registered of the report has found its place: in use, sold, parts or materials."""
    counts: Sequence[Counter[Kind]] = list(_counts(db, [report.id]).values())
    return bool(counts) and all(fate in HAS_FOUND_ITS_PLACE for each in counts for fate, _place in each)
