"""What a visitor of the list asks for: all of it stands in the address, which can be kept and sent."""

from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BeforeValidator, Field
from starlette.datastructures import FormData, QueryParams, UploadFile

from app.catalogue.models import Colour, ShopGroup
from app.catalogue.suitability import Suitability
from app.core.forms import Form, read

ALIKE = (4, 8, 16)
WIDTHS_CM = (60, 80, 120, 160)
PRICES_KR = (100, 200, 500, 1000)
CONDITIONS = (4, 3, 2)
MOST_VALUES = 60


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    PRICE = "price"
    ALIKE = "alike"


def _those_in(known: Any) -> BeforeValidator:
    """Keeps of what was sent only what there is, because an old link is no fault of its reader."""
    options = {str(each): each for each in known}
    return BeforeValidator(lambda sent: list(dict.fromkeys(options[each] for each in sent if each in options)))


def _step(known: tuple[int, ...]) -> BeforeValidator:
    return BeforeValidator(lambda sent: int(sent) if str(sent) in {str(each) for each in known} else 0)


def _words(longest: int) -> BeforeValidator:
    return BeforeValidator(lambda sent: [each[:longest] for each in dict.fromkeys(sent) if each][:MOST_VALUES])


class Wish(Form):
    """What the list is narrowed to; `alike` is a least number, `width` a most in cm, `price` a most in kroner."""

    q: str = ""
    group: Annotated[list[ShopGroup], _those_in(ShopGroup)] = Field(default_factory=list)
    category: Annotated[list[str], _words(40)] = Field(default_factory=list)
    colour: Annotated[list[Colour], _those_in(Colour)] = Field(default_factory=list)
    condition: Annotated[list[int], _those_in(CONDITIONS)] = Field(default_factory=list)
    suits: Annotated[list[Suitability], _those_in(Suitability)] = Field(default_factory=list)
    alike: Annotated[int, _step(ALIKE)] = 0
    width: Annotated[int, _step(WIDTHS_CM)] = 0
    price: Annotated[int, _step(PRICES_KR)] = 0
    place: Annotated[list[str], _words(20)] = Field(default_factory=list)
    sort: Annotated[Sort | None, BeforeValidator(lambda sent: sent if sent in list(Sort) else None)] = None
    after: str = ""

    @property
    def sorted_by(self) -> Sort:
        """The order that was chosen; the best first in a search, the newest first otherwise."""
        usual = Sort.RELEVANCE if self.q else Sort.NEWEST
        return usual if self.sort is None or (self.sort is Sort.RELEVANCE and not self.q) else self.sort

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is on (a search alone is none)."""
        narrowing = (self.group, self.category, self.colour, self.condition, self.suits, self.place)
        return any(narrowing) or bool(self.alike or self.width or self.price)

    def url(self, **changes: Any) -> str:
        """The address of the list with these changes, from its beginning unless `after` is among them."""
        asked = {**self.model_dump(), "after": "", **changes}
        return "/items" + (f"?{query}" if (query := urlencode(_said(asked), doseq=True)) else "")

    def without(self, name: str, value: Any = None) -> str:
        """The address without this filter, or without one value of it."""
        kept = getattr(self, name)
        return self.url(**{name: [each for each in kept if each != value] if isinstance(kept, list) else None})


def _said(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [str(each) for each in value] if isinstance(value, list) else str(value)
        for name, value in asked.items()
        if value
    }


def wish_from(params: QueryParams) -> Wish:
    """What the address asks for; parts that mean nothing are left out."""
    sent: list[tuple[str, str | UploadFile]] = [*params.multi_items()]
    return read(Wish, FormData(sent)).value or Wish()
