"""Write a letter: a subject, a few paragraphs, and a link to a page, in the language of the one who reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import Session, select

from app.accounts.models import Municipality, Person
from app.core.config import settings
from app.core.db import uuid7
from app.core.i18n import Text, _, speaking
from app.history import later
from app.history.models import Event
from app.notifications.models import Letter

LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Words:
    """What a letter says. `path` is the page its link opens; a link only shows."""

    subject: Text
    paragraphs: Sequence[Text | str]
    path: str
    link_label: Text


def one_line(text: str) -> str:
    """The text without line breaks and other control signs, because it goes into a header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_SUBJECT]


def message_host() -> str:
    """The name after the @ in a Message-ID: this installation's own."""
    return urlsplit(settings().base_url).hostname or "localhost"


def write_letter(
    db: Session, event: Event, person: Person, say: Callable[[], Words], *, language: str = ""
) -> Letter | None:
    """The letter about this event to this person, and the work of sending it; None where it is written already.

    `say` is called in the person's language, or in the one they asked for it in. Nobody who is shut out gets letters.
    """
    if person.disabled_at is not None or not person.email:
        return None
    if db.exec(select(Letter.id).where(Letter.event_id == event.id, Letter.person_id == person.id)).first():
        return None
    municipality = db.get_one(Municipality, event.municipality_id)
    letter_id = uuid7()
    spoken = language or person.language
    with speaking(spoken):
        words = say()
        hello = _("Hello %(name)s", name=person.name.split()[0] if person.name.strip() else person.email)
        sign_off = _("Regards, %(shop)s", shop=municipality.shop_name)
        paragraphs = [str(part).strip() for part in (hello, *words.paragraphs, sign_off)]
        letter = Letter(
            id=letter_id, municipality_id=event.municipality_id, event_id=event.id, person_id=person.id,
            kind=event.name, to_address=person.email, subject=one_line(str(words.subject)),
            body="\n\n".join(part for part in paragraphs if part), language=spoken,
            link=settings().base_url.rstrip("/") + words.path, link_label=one_line(str(words.link_label)),
            message_id=f"<{letter_id}@{message_host()}>",
        )  # fmt: skip
    db.add(letter)
    db.flush()
    queue_sending(db, letter)
    return letter


def queue_sending(db: Session, letter: Letter, *, turn: str = "first") -> None:
    """Let the worker send the letter; a new turn is tried however the one before went."""
    later(
        db, "send_letter", {"letter_id": str(letter.id)}, municipality_id=letter.municipality_id,
        key=f"send_letter:{letter.id}:{turn}",
    )  # fmt: skip
