"""A set with a label of its own, and a sheet of blank labels of which a few are on things already."""

from sqlmodel import select

from app.catalogue.actions.sets import join_set
from app.catalogue.models import Unit
from app.catalogue.stages import Stage as Life
from app.demo.today.stage import Stage
from app.workshop.actions.labels import bind_label, make_labels

BLANKS = 21
STUCK = 3
MOST_IN_A_SET = 6


def fill_labels(stage: Stage) -> None:
    """Vagn prints a sheet of blank labels, sticks three on things, and keeps things that are alike together."""
    vagn = stage.who("vagn")
    with stage.ago(1, 9) as db:
        standing = db.exec(select(Unit).where(Unit.stage == Life.IN_WORKSHOP).order_by(Unit.number)).all()
        labels = make_labels(db, BLANKS, by=vagn)
        for label, unit in zip(labels, standing[:STUCK], strict=False):
            bind_label(db, label, unit, by=vagn)
        alike = [unit for unit in standing if unit.title == standing[0].title][:MOST_IN_A_SET]
        join_set(db, alike, name=f"{len(alike)} × {alike[0].title}", by=vagn)
