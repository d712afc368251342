"""Cards as markup, drawn once for all who see them: only the token of their form differs from reader to reader."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from app.catalogue.queries.cards import Card
from app.core.config import settings
from app.core.i18n import language
from app.core.pages import environment
from app.core.secrets import random_token

CARDS_KEPT = 2048
# Random, because nobody may write it into a title.
_TOKEN = random_token()


def drawn(cards: Sequence[Card], *, eager: int = 0) -> list[tuple[Markup, Markup]]:
    """What stands before and after the token of each card; the first `eager` load their photos at once."""
    draw = _draw.__wrapped__ if settings().debug else _draw
    return [draw(card, language(), at < eager) for at, card in enumerate(cards)]


@lru_cache(maxsize=CARDS_KEPT)
def _draw(card: Card, _language: str, eager: bool) -> tuple[Markup, Markup]:
    """Kept by everything a card says, so that a card that says something else is drawn anew."""
    things = environment().get_template("components/things.html").make_module({"csrf_token": _TOKEN})
    before, _here, after = str(things.card(card, eager=eager)).partition(_TOKEN)  # type: ignore[attr-defined]
    return Markup(before), Markup(after)  # noqa: S704 - because the template has escaped it
