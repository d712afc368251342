"""What the pages of checklists and stations may send."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.core.forms import Form
from app.core.i18n import _
from app.workshop import step_words
from app.workshop.sentences import LONGEST, too_long


def _short_sentences(text: str) -> str:
    if long := too_long(text):
        raise ValueError(
            _("Write at most %(most)s words in a sentence. This one is too long: %(sentence)s", most=LONGEST,
              sentence=long[0])
        )  # fmt: skip
    return text


def _known_icon(name: str) -> str:
    if name not in {each.value for each in step_words.ICONS}:
        raise ValueError(_("Choose one of the pictures"))
    return name


ShortSentences = Annotated[str, Field(max_length=120), AfterValidator(_short_sentences)]


class StepForm(Form):
    """One step of a checklist: at most fifteen words a sentence; without English words, English readers see Danish."""

    text_da: ShortSentences
    text_en: ShortSentences = ""
    icon: Annotated[str, AfterValidator(_known_icon)]
    drop_photo: bool = False

    @property
    def words(self) -> dict[str, str]:
        """What of it the step keeps."""
        return {"text_da": self.text_da, "text_en": self.text_en, "icon": self.icon}


class StationForm(Form):
    """A station's name, and what is worked on there."""

    name: str = Field(max_length=60)
    categories: list[UUID] = Field(default_factory=list)
