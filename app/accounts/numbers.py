"""Short numbers people can say and print; no number is ever given twice."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import NumberSeries
from app.core.clock import today

# Letters that are not mistaken for a digit or another letter; the letter is a series, never a category.
SERIES_LETTERS = "ABCDEFGHJKLMNPRTUVWXYZ"
# No unit's number begins with these, so that what stands on a label says by itself what it is.
SET_LETTER = "S"
LABEL_LETTER = "Q"
A_SERIES = 9999


def take_numbers(db: Session, municipality_id: UUID, kind: str, count: int = 1) -> int:
    """The first of `count` numbers in a row that from now on are taken."""
    grab = (
        sa.update(NumberSeries)
        .where(col(NumberSeries.municipality_id) == municipality_id, col(NumberSeries.kind) == kind)
        .values(next_number=col(NumberSeries.next_number) + count)
        .returning(col(NumberSeries.next_number))
        .execution_options(synchronize_session=False)
    )
    after: int | None = db.execute(grab).scalar_one_or_none()
    if after is None:
        db.add(NumberSeries(municipality_id=municipality_id, kind=kind, next_number=1 + count))
        db.flush()
        return 1
    return after - count


def unit_number(n: int) -> str:
    """A-0001 … Z-9999, then AA-0001 and on: a unit's number as it stands on its label."""
    series, rest = divmod(n - 1, A_SERIES)
    return f"{_letters(series)}-{rest + 1:04d}"


def set_number(n: int) -> str:
    """S-0001 … S-9999, then SA-0001 and on: units that belong together."""
    return _after(SET_LETTER, n)


def label_number(n: int) -> str:
    """Q-0001 … Q-9999, then QA-0001 and on: what stands on a label that was printed before it had a thing."""
    return _after(LABEL_LETTER, n)


def _after(letter: str, n: int) -> str:
    series, rest = divmod(n - 1, A_SERIES)
    return f"{letter}{_letters(series - 1) if series else ''}-{rest + 1:04d}"


def _letters(series: int) -> str:
    letters = ""
    while True:
        series, at = divmod(series, len(SERIES_LETTERS))
        letters = SERIES_LETTERS[at] + letters
        if series == 0:
            return letters
        series -= 1


def order_number(n: int) -> str:
    """B-2026-00123."""
    return f"B-{today().year}-{n:05d}"


def report_number(n: int) -> str:
    """1001 and up: easy to write on a note."""
    return str(1000 + n)
