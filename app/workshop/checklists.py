"""The checklists a municipality's workshop begins with; from then on they are its own."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlmodel import Session, select

from app.accounts.models import Municipality
from app.catalogue.models import Category
from app.workshop.models import ChecklistStep

FILE: Final = Path(__file__).with_name("checklists.csv")


def starter_steps() -> Iterator[tuple[str, dict[str, str]]]:
    """Category key and step, in the order the steps are done."""
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from ((key, row) for key in row["categories"].split())


def load_checklists(db: Session, municipality: Municipality) -> int:
    """Give each category of the municipality that has no checklist the starter one; the number of steps added."""
    categories = {c.key: c for c in db.exec(select(Category).where(Category.municipality_id == municipality.id))}
    has_one = set(db.exec(select(ChecklistStep.category_id).distinct()).all())
    lengths: dict[str, int] = {}
    for key, row in starter_steps():
        category = categories.get(key)
        if category is None or category.id in has_one:
            continue
        lengths[key] = lengths.get(key, 0) + 1
        db.add(
            ChecklistStep(
                municipality_id=municipality.id, category_id=category.id, position=lengths[key],
                text_da=row["text_da"], text_en=row["text_en"], icon=row["icon"],
            )
        )  # fmt: skip
    db.flush()
    return sum(lengths.values())
