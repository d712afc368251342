"""What happened, who did it, what still has to be handled (the event log and the outbox)."""

from app.history.record import events_of, record
from app.history.timed import every
from app.history.work import handles, in_step, later, on

__all__ = ["events_of", "every", "handles", "in_step", "later", "on", "record"]
