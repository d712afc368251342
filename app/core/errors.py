"""What can be anticipated: refusals with a status and a plain sentence."""

from typing import Any, ClassVar

from app.core.i18n import Text, _


class DomainError(Exception):
    """Something anticipated went another way; the message says what happened and what to do.

    A subclass states the fact in its name, and a status and a message; words in the message are filled
    from the keyword arguments: `raise OutOfStock(count=2)`.
    """

    status: ClassVar[int] = 409
    message: ClassVar[Text] = _("That could not be done. Load the page again and try once more.")

    def __init__(self, **words: Any) -> None:
        self.words = words
        super().__init__(type(self).__name__)

    @property
    def sentence(self) -> Text:
        """The message with its words filled in, in the reader's language when printed."""
        return self.message.fill(**self.words)

    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(DomainError):
    """What the viewer may not see does not exist: 404, never 403."""

    status = 404
    message = _("The page does not exist. Perhaps somebody else has ordered the thing.")


class SignInFirst(DomainError):
    """Nobody is signed in, and the page is not for everyone."""

    status = 401
    message = _("You are signed out. Sign in again to go on.")


class ForeignRequest(DomainError):
    """An unsafe request did not prove that it comes from our own page."""

    status = 403
    message = _("The page has been open for too long, or the request came from another site. Load the page again.")


class TooMuch(DomainError):
    """The body is larger than we take."""

    status = 413
    message = _("That is too large. Send less at a time.")


class TooMany(DomainError):
    """Tried too often in a short while."""

    status = 429
    message = _("Too many attempts. Wait %(minutes)s minutes and try again.")
