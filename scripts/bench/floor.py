"""The floor: the same pages from prebuilt Core statements, plain objects and one template, and nothing else."""

from collections import namedtuple
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from jinja2 import Environment
from sqlalchemy import Engine
from sqlmodel import col
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from app.catalogue.models import Category, Item, ItemPhoto, SearchTerm, Unit
from app.catalogue.search.words import stem, tokens
from app.impact.models import ImpactEntry

CARD = "<li><a href='/items/{{c.id}}'>{{c.title}}</a><p>{{c.name_da}} {{c.condition}} {{c.price_ore}}</p></li>"
PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><title>Floor</title><ul>{% for c in cards %}" + CARD + "{% endfor %}</ul>"
)
TABLE = Environment(autoescape=True).from_string(
    "<!doctype html><title>Floor</title><table>{% for r in rows %}<tr>{% for v in r %}<td>{{v}}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)
Card = namedtuple("Card", "id title condition price_ore new_price_ore on_offer name_da photo_id")

_BASE = (
    sa.select(
        col(Item.id), col(Item.title), col(Item.condition), col(Item.price_ore), col(Item.new_price_ore),
        col(Item.on_offer), col(Category.name_da), col(ItemPhoto.photo_id),
    )
    .join(Category, col(Category.id) == col(Item.category_id))
    .outerjoin(ItemPhoto, sa.and_(col(ItemPhoto.item_id) == col(Item.id), col(ItemPhoto.position) == 0))
    .where(col(Item.municipality_id) == sa.bindparam("municipality_id"))
)  # fmt: skip
LIST = _BASE.where(col(Item.on_offer) > 0).order_by(col(Item.published_at).desc(), col(Item.id).desc()).limit(24)
ITEM = _BASE.where(col(Item.id) == sa.bindparam("item_id"))
SEARCH = (
    _BASE.join(SearchTerm, col(SearchTerm.item_id) == col(Item.id))
    .where(col(SearchTerm.municipality_id) == sa.bindparam("municipality_id"))
    .where(col(SearchTerm.term) == sa.bindparam("term"))
    .where(col(Item.on_offer) > 0)
    .order_by(col(SearchTerm.weight).desc(), col(Item.published_at).desc())
    .limit(24)
)
_MONTH = sa.func.substr(sa.cast(col(ImpactEntry.booked_on), sa.String), 1, 7)
REPORT = (
    sa.select(
        _MONTH, col(ImpactEntry.category_key), sa.func.sum(ImpactEntry.net_ore), sa.func.sum(ImpactEntry.net_co2e_g)
    )
    .where(col(ImpactEntry.municipality_id) == sa.bindparam("municipality_id"))
    .where(col(ImpactEntry.booked_on) >= sa.bindparam("since"))
    .group_by(_MONTH, col(ImpactEntry.category_key))
)
TAKE = (
    sa.update(Unit)
    .where(
        col(Unit.id).in_(
            sa.select(col(Unit.id))
            .where(col(Unit.item_id) == sa.bindparam("of_item"), col(Unit.stage) == "on_offer")
            .limit(1)
        )
    )
    .values(stage="reserved")
)


def make_floor(engine: Engine, municipality_id: UUID, since: Any) -> Starlette:
    """The floor's application."""

    def cards(statement: Any, **values: Any) -> HTMLResponse:
        with engine.connect() as connection:
            rows = connection.execute(statement, {"municipality_id": municipality_id, **values}).all()
        return HTMLResponse(PAGE.render(cards=[Card(*row) for row in rows]))

    def show_list(request: Request) -> HTMLResponse:
        if word := request.query_params.get("q"):
            return cards(SEARCH, term=stem(tokens(word)[0].text))
        return cards(LIST)

    def show_item(request: Request) -> HTMLResponse:
        return cards(ITEM, item_id=UUID(request.path_params["item_id"]))

    def show_report(_request: Request) -> HTMLResponse:
        with engine.connect() as connection:
            rows = connection.execute(REPORT, {"municipality_id": municipality_id, "since": since}).all()
        return HTMLResponse(TABLE.render(rows=[tuple(row) for row in rows]))

    def post_order(request: Request) -> HTMLResponse:
        with engine.begin() as connection:
            connection.execute(TAKE, {"of_item": UUID(request.path_params["item_id"])})
        return HTMLResponse("done", status_code=303, headers={"location": "/"})

    return Starlette(
        routes=[
            Route("/items", show_list),
            Route("/items/{item_id}", show_item),
            Route("/reports", show_report),
            Route("/orders/{item_id}", post_order, methods=["POST"]),
        ]
    )
