"""What people wish for: what was ordered lately and is not to be had in the shop now."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.core.clock import now

LOOKED_BACK: Final = timedelta(days=90)
_TENANT = col(Unit.municipality_id) == sa.bindparam("municipality_id")
_ON_OFFER = sa.select(col(Item.id)).where(
    col(Item.municipality_id) == sa.bindparam("municipality_id"),
    col(Item.category_id) == col(Unit.category_id),
    col(Item.published_at).is_not(None),
    col(Item.withdrawn_at).is_(None),
    col(Item.on_offer) > 0,
)
_WISHED: Any = (
    sa.select(col(Unit.category_id), sa.func.count().label("taken"))
    .where(
        _TENANT,
        sa.or_(
            col(Unit.stage) == Stage.RESERVED,
            sa.and_(col(Unit.stage) == Stage.HANDED_OVER, col(Unit.handed_over_at) >= sa.bindparam("since")),
        ),
        ~_ON_OFFER.exists(),
    )
    .group_by(col(Unit.category_id))
)


def wished_categories(db: Session, municipality_id: UUID) -> Mapping[UUID, int]:
    """Categories of which the shop has none, and how many of each were ordered or handed over in the last 90 days.

    Because nobody writes down what they did not find, what sold out is the sign that somebody waits for more.
    """
    names = {"municipality_id": municipality_id, "since": now() - LOOKED_BACK}
    return {row.category_id: int(row.taken) for row in db.execute(_WISHED, names)}
