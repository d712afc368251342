"""The front page of the shop."""

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.queries.front import front_of
from app.catalogue.routes.drawn import drawn
from app.catalogue.routes.year import year_so_far
from app.core.db import Db
from app.core.pages import page

router = APIRouter()


@router.get("/", dependencies=[allow(Permission.SHOP)])
def show_front(request: Request, db: Db, viewer: SignedIn) -> Response:
    front = front_of(db, viewer)
    return page(request, "catalogue/front.html", front=front, cards=drawn(front.new), year=year_so_far(db))
