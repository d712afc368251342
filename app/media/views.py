"""A photo as templates show it."""

from dataclasses import dataclass
from uuid import UUID

from app.media.pixels import widths_for


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photo whose sizes are made. Width and height in pixels, upright; the placeholder is a data URI."""

    id: UUID
    width: int
    height: int
    placeholder: str

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths that were made, smallest first."""
        return widths_for(self.width, self.height)

    def url(self, width: int) -> str:
        """The address of the smallest size at least this wide, or of the largest there is."""
        made = next((each for each in self.widths if each >= width), self.widths[-1])
        return f"/photos/{self.id}/{made}.webp"

    @property
    def srcset(self) -> str:
        """Every size with its width, for the browser to choose from."""
        return ", ".join(f"/photos/{self.id}/{each}.webp {each}w" for each in self.widths)


@dataclass(frozen=True, slots=True)
class PhotoProgress:
    """How far a photo has come: `view` once it is ready, `fault` (in the reader's language) where it failed."""

    id: UUID
    view: PhotoView | None = None
    fault: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.view is None and not self.fault
