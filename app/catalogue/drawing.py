"""How big a thing is: its outline beside a grown-up, to scale."""

from dataclasses import dataclass

from app.catalogue.models import ShopGroup

PERSON_MM = 1750
FLOOR_Y = 214
HIGHEST = 172
WIDEST = 200
LEFT = 150
ROOM_FOR_WORDS = 96
NARROWEST = 400

SHAPES: dict[ShopGroup, str] = {
    ShopGroup.TABLES: "table",
    ShopGroup.MEETING: "table",
    ShopGroup.CHAIRS: "chair",
    ShopGroup.STORAGE: "shelves",
    ShopGroup.SOFAS: "sofa",
    ShopGroup.LAMPS: "lamp",
    ShopGroup.IT: "screen",
}


@dataclass(frozen=True)
class Drawing:
    """Where everything stands, in the drawing's own units. `scale` turns millimetres into them."""

    shape: str
    scale: float
    width: float
    height: float

    @property
    def person_scale(self) -> float:
        """The grown-up is drawn 181 units tall."""
        return round(PERSON_MM * self.scale / 181, 4)

    @property
    def left(self) -> float:
        return LEFT

    @property
    def right(self) -> float:
        return round(LEFT + self.width, 1)

    @property
    def middle(self) -> float:
        return round(LEFT + self.width / 2, 1)

    @property
    def top(self) -> float:
        return round(FLOOR_Y - self.height, 1)

    @property
    def box(self) -> str:
        """The view box: as wide as it needs to be, and as high as the taller of the two."""
        top = FLOOR_Y - max(self.height + 48, PERSON_MM * self.scale + 8)
        wide = max(self.right + ROOM_FOR_WORDS - 40, NARROWEST)
        return f"40 {top:.0f} {wide:.0f} {FLOOR_Y + 32 - top:.0f}"


def draw_size(group: ShopGroup, width_mm: int, height_mm: int) -> Drawing | None:
    """The outline of a thing this wide and high; none where either is not known."""
    if width_mm <= 0 or height_mm <= 0:
        return None
    scale = min(HIGHEST / max(height_mm, PERSON_MM), WIDEST / width_mm)
    return Drawing(SHAPES.get(group, "box"), scale, round(width_mm * scale, 1), round(height_mm * scale, 1))
