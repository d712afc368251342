"""A job on one screen after the other: each step of its checklist, then photos, time, parts and the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.core.i18n import in_own_language
from app.workshop.models import JobTask
from app.workshop.sentences import sentences

END: Final = "end"
TOOLS: Final = ("photos", "time", "parts", END)


@dataclass(frozen=True)
class Screen:
    """One screen: `key` is its name in the address, `task` the step it asks for, `next` the screen after it."""

    key: str
    task: JobTask | None
    next: str
    steps_left: int


def screen_of(asked: str, tasks: Sequence[JobTask]) -> Screen:
    """The screen asked for, or the first step that is not done; when all are, the end."""
    left = [n for n, each in enumerate(tasks, 1) if each.done_at is None]
    if asked in TOOLS:
        return Screen(asked, None, str(left[0]) if left else END, len(left))
    at = int(asked) if asked.isdecimal() and 1 <= int(asked) <= len(tasks) else (left[0] if left else 0)
    if not at:
        return Screen(END, None, END, 0)
    others = [n for n in left if n != at]
    following = next((n for n in others if n > at), others[0] if others else None)
    return Screen(str(at), tasks[at - 1], str(following) if following else END, len(left))


def words_of(task: JobTask) -> str:
    """What the step says, in the reader's language."""
    return in_own_language(task.text_da, task.text_en)


def head_and_rest(text: str) -> tuple[str, str]:
    """The first sentence without its full stop, and what follows it."""
    first, *rest = sentences(text) or [""]
    return first.removesuffix("."), " ".join(rest)
