"""The words pages use for answers, states and next moves."""

from collections.abc import Mapping, Sequence

from app.core.i18n import Text, _
from app.orders.models import Answer, OrderState

QUESTION = _("What would you have done if the item were not here?")

ANSWERS: Mapping[Answer, Text] = {
    Answer.NEW: _("Bought new"),
    Answer.USED: _("Bought used elsewhere"),
    Answer.NONE: _("Managed without it, or waited"),
    Answer.UNKNOWN: _("I do not know"),
}

STATES: Mapping[OrderState, Text] = {
    OrderState.AWAITING_APPROVAL: _("Waiting for a yes"),
    OrderState.CONFIRMED: _("Ordered"),
    OrderState.ON_THE_WAY: _("On its way"),
    OrderState.DELIVERED: _("Delivered"),
    OrderState.CANCELLED: _("Cancelled"),
    OrderState.REJECTED: _("Not approved"),
}

# The kind of tag and the icon each state is shown with.
SIGNS: Mapping[OrderState, tuple[str, str]] = {
    OrderState.AWAITING_APPROVAL: ("warn", "clock"),
    OrderState.CONFIRMED: ("info", "package"),
    OrderState.ON_THE_WAY: ("info", "truck-delivery"),
    OrderState.DELIVERED: ("good", "check"),
    OrderState.CANCELLED: ("", "x"),
    OrderState.REJECTED: ("bad", "x"),
}


def either(names: Sequence[str]) -> Text | str:
    """One name, or two with "or" between; of many, the two nearest."""
    if len(names) < 2:
        return "".join(names)
    return _("%(one)s or %(other)s", one=names[0], other=names[1])


def answer_options() -> list[dict[str, object]]:
    """The four answers as radio buttons take them."""
    return [{"value": answer.value, "label": label} for answer, label in ANSWERS.items()]
