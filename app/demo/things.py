"""The things of the demo: what they are called, what they look like, what may go into them."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.catalogue.models import Colour
from app.impact.factors import factor_set
from app.intake.models import What
from app.workshop.stock.factors import Choosable, get_choosable

DATA: Final = Path(__file__).with_name("data")
MM_A_CM: Final = 10


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the demo's tables (`things`, `institutions`, …)."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Shot:
    """A photo by its file's name, and what it shows."""

    name: str
    view: str


@dataclass(frozen=True)
class Thing:
    """One kind of thing as the shop shows it. `share` is its weight among all, `lot` how many usually come at once."""

    key: str
    category: str
    what: What
    title: str
    colour: Colour
    material: str
    width_mm: int
    depth_mm: int
    height_mm: int
    description: str
    shots: tuple[Shot, ...]
    worn_shot: Shot | None
    faults: str
    share: float
    lot: int

    def shots_in(self, condition: int) -> tuple[Shot, ...]:
        """The photos of a thing in this condition: a worn one also shows its marks."""
        return (*self.shots, self.worn_shot) if condition == WORN and self.worn_shot else self.shots


WORN: Final = 2


# What each kind of thing is suited for, by its key's beginning.
SUITED: Final[dict[str, str]] = {
    "shell": "school washable", "round_table": "washable", "children_table": "daycare school washable",
    "bookcase": "daycare school anchored", "filing_cabinet": "anchored", "sofa": "care flame_retardant",
    "desk_lamp": "tested", "whiteboard": "school", "monitor": "tested", "laptop": "tested",
}  # fmt: skip


def suited_for(key: str) -> str:
    """The notes kept on items of this kind of thing; none for most."""
    return next((notes for begin, notes in SUITED.items() if key.startswith(begin)), "")


def facts_of(thing: Thing, title: str, condition: int) -> dict[str, Any]:
    """What the shop says of such things in this condition, beside their price."""
    return {
        "title": title, "description": thing.description, "condition": condition,
        "faults": thing.faults if condition == WORN else "", "colour": thing.colour, "material": thing.material,
        "width_mm": thing.width_mm, "depth_mm": thing.depth_mm, "height_mm": thing.height_mm,
        "suitability": suited_for(thing.key),
    }  # fmt: skip


@dataclass(frozen=True)
class PartKind:
    """Something that goes into things of a category: from the workshop's list (`key`), or a name and a price."""

    category: str
    name: str
    cost_ore: int
    key: str = ""
    amount: Decimal = Decimal(1)

    @property
    def chosen(self) -> Choosable | None:
        return get_choosable(self.key, factor_set()) if self.key else None


PARTS: Final = (
    PartKind("task_chair", "Gaslift", 18_500),
    PartKind("task_chair", "Sæt med fem hjul", 12_000),
    PartKind("task_chair", "Møbelstof", 24_000, key="mat_textile", amount=Decimal("0.6")),
    PartKind("desk_sitstand", "Bordplade, egefiner", 65_000, key="mat_wood", amount=Decimal(18)),
    PartKind("desk_sitstand", "Betjening", 32_000),
    PartKind("stacking_chair", "Fire dupper", 2_400),
    PartKind("meeting_table_small", "Lak", 4_000, key="mat_paint", amount=Decimal("0.4")),
    PartKind("bookcase", "Vægbeslag", 3_500),
    PartKind("filing_cabinet_steel", "Lås med to nøgler", 11_000),
    PartKind("laptop_14", "Oplader", 14_000, key="part_charger"),
    PartKind("laptop_14", "Batteri", 38_000, key="part_laptop_battery"),
)


@cache
def things() -> dict[str, Thing]:
    """Every thing of the demo by its key."""
    return {row["key"]: _thing(row) for row in rows_of("things")}


def _thing(row: dict[str, str]) -> Thing:
    sides = (int(row[f"{side}_cm"]) * MM_A_CM for side in ("width", "depth", "height"))
    width_mm, depth_mm, height_mm = sides
    return Thing(
        key=row["key"], category=row["category"], what=What(row["what"]), title=row["title"],
        colour=Colour(row["colour"]), material=row["material"], width_mm=width_mm, depth_mm=depth_mm,
        height_mm=height_mm, description=row["description"],
        shots=tuple(_shot(each) for each in row["photos"].split(";")),
        worn_shot=Shot(row["worn_photo"], row["faults"]) if row["worn_photo"] else None, faults=row["faults"],
        share=float(row["share"]), lot=int(row["lot"]),
    )  # fmt: skip


def _shot(text: str) -> Shot:
    name, view = text.strip().split(":")
    return Shot(name, view)
