"""Jobs that make a unit ready again: tasks, minutes, parts, data erasure, quality check."""

# Because whoever imports anything of the workshop, pages, worker or command, has the gate hung in.
from app.workshop import gate  # noqa: F401
