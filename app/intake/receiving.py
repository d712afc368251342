"""What of a report is registered, and what still waits to be."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.intake.lines import LineView, lines_of
from app.intake.models import SurplusReport


@dataclass(frozen=True)
class LineToReceive:
    """A line, and how many units are registered of it."""

    line: LineView
    registered: int

    @property
    def waits(self) -> bool:
        return self.registered == 0


def lines_to_receive(db: Session, report: SurplusReport) -> list[LineToReceive]:
    """The report's lines in their order, each with what is registered of it."""
    counts = registered_by_line(db, report)
    return [LineToReceive(line, counts.get(line.id, 0)) for line in lines_of(db, report)]


def registered_by_line(db: Session, report: SurplusReport) -> dict[UUID | None, int]:
    """How many units are registered of each line; None for those of no line."""
    counted = (
        select(Unit.report_line_id, sa.func.count(col(Unit.id)))
        .where(Unit.report_id == report.id)
        .group_by(col(Unit.report_line_id))
    )
    return dict(db.exec(counted).all())
