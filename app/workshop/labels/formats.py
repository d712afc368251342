"""The labels there are to print on, with their true measures in millimetres.

Sheets: the measures their makers print on the pack (Avery, and equal sheets of Herma and others); each lies in the
middle of an A4 page, so its margins follow from what is on it. Rolls: Brother DK, one label a page.
"""

from dataclasses import dataclass
from typing import Final

from app.core.i18n import Text, _

A4: Final = (210.0, 297.0)


@dataclass(frozen=True, kw_only=True)
class LabelFormat:
    """One kind of label. All measures in mm; `edge` is how far from the label's edge nothing may be printed."""

    key: str
    made_as: str
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    gap: float = 0.0
    edge: float = 1.0
    is_roll: bool = False

    @property
    def places(self) -> int:
        """Labels on a page."""
        return self.columns * self.rows

    @property
    def page(self) -> tuple[float, float]:
        """The page's width and height."""
        return (self.width, self.height) if self.is_roll else A4

    @property
    def pitch(self) -> tuple[float, float]:
        """From one label's corner to the next one's, across and down."""
        return self.width + self.gap, self.height

    @property
    def margins(self) -> tuple[float, float]:
        """From the page's upper left corner to the first label's."""
        across = self.columns * self.pitch[0] - self.gap
        return (self.page[0] - across) / 2, (self.page[1] - self.rows * self.height) / 2

    @property
    def name(self) -> Text:
        """What the reader chooses by."""
        if self.is_roll:
            return _("Roll of %(width)s mm", width=f"{self.width:g}")
        return _("A4 with %(count)s labels", count=self.places)

    @property
    def size(self) -> str:
        """63,5 × 38,1 mm."""
        return f"{self.width:g} × {self.height:g} mm".replace(".", ",")


FORMATS: Final = (
    LabelFormat(key="a4-21", made_as="Avery L7160", columns=3, rows=7, width=63.5, height=38.1, gap=2.54),
    LabelFormat(key="a4-24", made_as="Avery L7159", columns=3, rows=8, width=63.5, height=33.9, gap=2.54),
    # Because the outermost labels reach the paper's edge, where a printer leaves about 4.5 mm white.
    LabelFormat(key="a4-24-full", made_as="Avery 3474, Herma 4464", columns=3, rows=8, width=70, height=37, edge=4.5),
    LabelFormat(key="a4-14", made_as="Avery L7163", columns=2, rows=7, width=99.1, height=38.1, gap=2.5),
    LabelFormat(key="a4-65", made_as="Avery L7651", columns=5, rows=13, width=38.1, height=21.2, gap=2.5),
    # Because a label printer leaves 3 mm white where it cuts, and 1.5 mm at the sides.
    LabelFormat(key="roll-29", made_as="Brother DK-11209", width=62, height=29, edge=3, is_roll=True),
    LabelFormat(key="roll-40", made_as="Brother DK-22205", width=62, height=40, edge=3, is_roll=True),
)
BY_KEY: Final = {each.key: each for each in FORMATS}
USUAL: Final = FORMATS[0]
