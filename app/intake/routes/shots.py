"""A report's photos as the upload component shows them."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.i18n import Text, _
from app.intake.models import SurplusReport
from app.intake.queries import photos_of
from app.media.views import PhotoProgress, PhotoView

Sentence = Text | str


@dataclass(frozen=True)
class Shot:
    """One photo of the report: the picture or what is wrong with it, and where to remove it or ask again."""

    photo: PhotoView | None
    alt: Text
    fault: str
    remove_url: str | None
    refresh_url: str | None


def shots_of(db: Session, report: SurplusReport) -> list[Shot]:
    """The report's photos in their order."""
    return [shot_of(report, photo, n) for n, photo in enumerate(photos_of(db, report), start=1)]


def shot_of(report: SurplusReport, photo: PhotoProgress, n: int) -> Shot:
    """The report's photo number n."""
    url = f"/surplus/{report.id}/photos/{photo.id}"
    return Shot(
        photo=photo.view,
        alt=_("Photo %(n)s", n=n),
        fault=photo.fault,
        remove_url=f"{url}/removal" if report.is_draft else None,
        refresh_url=url if photo.is_waiting else None,
    )
