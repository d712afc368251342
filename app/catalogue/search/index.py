"""Keep the search terms of an item in step with its text."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.catalogue.models import Item, SearchTerm
from app.catalogue.search.analyse import index_terms


def index_item(db: Session, item: Item) -> None:
    """Replace the words the item is found by."""
    db.execute(
        sa.delete(SearchTerm).where(
            col(SearchTerm.municipality_id) == item.municipality_id, col(SearchTerm.item_id) == item.id
        )
    )
    for term, weight in index_terms(item.title, item.description).items():
        db.add(SearchTerm(municipality_id=item.municipality_id, term=term[:60], item_id=item.id, weight=weight))
