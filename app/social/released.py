"""The tables that are out, as everybody may see them."""

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.social.disclosure import ReleasedTable, table_from
from app.social.models import ExternalFigure, SocialRelease
from app.social.periods import SocialPeriod


def releases_of(db: Session) -> list[ReleasedTable]:
    """Every released table, the newest period first, a year before its halves."""
    rows = db.exec(select(SocialRelease).order_by(col(SocialRelease.released_at))).all()
    tables = [table_from(row.content, released_at=row.released_at, digest=row.hash) for row in rows]
    return sorted(tables, key=lambda table: (-table.period.year, table.period.half))


def get_release(db: Session, key: str) -> ReleasedTable:
    """The released table of the period with this key. `NotFound`."""
    found = next((table for table in releases_of(db) if table.period.key == key), None)
    if found is None:
        raise NotFound
    return found


def external_of(db: Session, period: SocialPeriod) -> ExternalFigure | None:
    """What another calculator says of the whole year."""
    if period.half:
        return None
    return db.exec(select(ExternalFigure).where(ExternalFigure.year == period.year)).first()
