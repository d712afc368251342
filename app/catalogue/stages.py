"""A unit's stages of life, drawn once: code, buttons, documents and tests all use this drawing."""

from enum import StrEnum

from app.core.errors import DomainError
from app.core.i18n import Text, _


class Stage(StrEnum):
    RECEIVED = "received"
    IN_WORKSHOP = "in_workshop"
    ON_OFFER = "on_offer"
    RESERVED = "reserved"
    HANDED_OVER = "handed_over"
    RECYCLED = "recycled"
    SOLD_OFF = "sold_off"


NEXT_STAGES: dict[Stage, frozenset[Stage]] = {
    Stage.RECEIVED: frozenset({Stage.IN_WORKSHOP, Stage.ON_OFFER, Stage.RECYCLED, Stage.SOLD_OFF}),
    Stage.IN_WORKSHOP: frozenset({Stage.ON_OFFER, Stage.RECYCLED, Stage.SOLD_OFF}),
    Stage.ON_OFFER: frozenset({Stage.RESERVED, Stage.IN_WORKSHOP, Stage.RECYCLED, Stage.SOLD_OFF}),
    Stage.RESERVED: frozenset({Stage.HANDED_OVER, Stage.ON_OFFER}),
    Stage.HANDED_OVER: frozenset({Stage.RECEIVED, Stage.RESERVED}),  # it comes back, or the hand-over is undone
    Stage.RECYCLED: frozenset(),
    Stage.SOLD_OFF: frozenset(),
}

# Those that stand somewhere with us.
IN_THE_HOUSE = (Stage.RECEIVED, Stage.IN_WORKSHOP, Stage.ON_OFFER, Stage.RESERVED)

STAGE_NAMES: dict[Stage, Text] = {
    Stage.RECEIVED: _("Received"),
    Stage.IN_WORKSHOP: _("In the workshop"),
    Stage.ON_OFFER: _("In the shop"),
    Stage.RESERVED: _("Reserved"),
    Stage.HANDED_OVER: _("In use"),
    Stage.RECYCLED: _("Recycled"),
    Stage.SOLD_OFF: _("Sold off"),
}


class WrongStage(DomainError):
    message = _("%(number)s has moved on since you opened the page. Load it again to see where it is now.")


def may_move(here: Stage, there: Stage) -> bool:
    """Whether the drawing has an arrow from here to there."""
    return there in NEXT_STAGES[here]
