"""What a reported thing may be: categories to choose from, by the words typed and by what the place gave before."""

from collections import Counter
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Category, Unit
from app.catalogue.search.analyse import FoundBy, index_words
from app.catalogue.search.plan import QueryPlan, query_plan
from app.catalogue.search.spelling import Vocabulary
from app.catalogue.search.words import tokens
from app.intake.models import ReportLine, SurplusReport

MOST_SUGGESTIONS = 4
# Because what a place gave ten years ago says little of what it gives today.
_LATEST = 200


class Suggestions:
    """The categories of a municipality, and how often one institution's things were of each; read once for a page."""

    def __init__(self, db: Session, institution_id: UUID) -> None:
        found = db.exec(select(Category).where(col(Category.is_active)).order_by(col(Category.name_da))).all()
        self._categories = {each.id: each for each in found}
        self._words = {each.id: index_words(each.name_da, each.name_en) for each in found}
        self._vocabulary = Vocabulary(
            {term: by.shown for words in self._words.values() for term, by in words.items() if term.isalpha()}
        )
        self._given = _given_before(db, institution_id)

    def of(self, words: str) -> list[Category]:
        """At most four, the likeliest first: what the words say; where they say nothing, what was given before."""
        scores = Counter[UUID]()
        for text in {words, *(token.shown for token in tokens(words))}:
            plan = query_plan(text, self._vocabulary)
            for key, by in self._words.items():
                scores[key] += _score(plan, by)
        said = [key for key, score in scores.items() if score]
        ranked = sorted(said, key=lambda key: (-scores[key], -self._given[key])) or self._most_given()
        return [self._categories[key] for key in ranked[:MOST_SUGGESTIONS]]

    def chosen(self, key: str) -> Category | None:
        """The category with this id as it was sent; None for what is no category one may choose."""
        return next((each for each in self._categories.values() if str(each.id) == key), None)

    def _most_given(self) -> list[UUID]:
        return [key for key, _count in self._given.most_common() if key in self._categories]


def suggest_categories(db: Session, institution_id: UUID, words: str) -> list[Category]:
    """The categories a thing of this institution, described by these words, most likely belongs to; at most four."""
    return Suggestions(db, institution_id).of(words)


def _score(plan: QueryPlan, words: dict[str, FoundBy]) -> int:
    """How well a category answers what was typed: its best reading, every part of which it must answer."""
    best = 0
    for reading in plan.readings:
        parts = [max((words[a.term].weight * a.weight for a in group if a.term in words), default=0)
                 for group in reading.groups]  # fmt: skip
        best = max(best, sum(parts) if all(parts) else 0)
    return best


def _given_before(db: Session, institution_id: UUID) -> Counter[UUID]:
    """How many of the latest lines and units the institution gave were of each category; equally many: latest first."""
    lines = (
        select(ReportLine.category_id)
        .join(SurplusReport, col(SurplusReport.id) == ReportLine.report_id)
        .where(SurplusReport.institution_id == institution_id, sa.not_(col(ReportLine.category_id).is_(None)))
        .order_by(col(ReportLine.id).desc())
        .limit(_LATEST)
    )
    units = select(Unit.category_id).where(Unit.giver_id == institution_id).order_by(col(Unit.id).desc()).limit(_LATEST)
    return Counter(each for each in [*db.exec(lines), *db.exec(units)] if each is not None)
