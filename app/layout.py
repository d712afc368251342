"""What the layouts show beside the page: the viewer's menu, the basket's count, the shelves of the shop."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import col

from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import ShopGroup
from app.catalogue.words import GROUP_NAMES
from app.core.i18n import Text, _
from app.orders.models import BasketLine

SHOP_GROUPS: tuple[tuple[ShopGroup, Text, str], ...] = (
    (ShopGroup.TABLES, GROUP_NAMES[ShopGroup.TABLES], "desk"),
    (ShopGroup.CHAIRS, GROUP_NAMES[ShopGroup.CHAIRS], "armchair"),
    (ShopGroup.STORAGE, GROUP_NAMES[ShopGroup.STORAGE], "books"),
    (ShopGroup.IT, GROUP_NAMES[ShopGroup.IT], "device-desktop"),
    (ShopGroup.MEETING, GROUP_NAMES[ShopGroup.MEETING], "presentation"),
    (ShopGroup.CHILDREN, GROUP_NAMES[ShopGroup.CHILDREN], "horse-toy"),
    (ShopGroup.LAMPS, GROUP_NAMES[ShopGroup.LAMPS], "lamp"),
    (ShopGroup.SOFAS, GROUP_NAMES[ShopGroup.SOFAS], "sofa"),
)


@dataclass(frozen=True)
class MenuLink:
    """One place a viewer may go to; `short` is its name on the phone's bottom bar."""

    label: Text
    short: Text
    url: str
    icon: str
    current: bool
    badge: int | None = None


# Names that are too long for a fifth of a phone.
SHORT_NAMES: dict[str, Text] = {
    "/surplus": _("Give"), "/orders": _("Mine"), "/workshop/surplus": _("Reported"), "/deliveries": _("To deliver"),
    "/admin": _("Admin"), "/oversight": _("Control"),
}  # fmt: skip

# Every place with a menu link: what it takes, its name, address and icon; the order is the order on the page.
PLACES: tuple[tuple[Permission, Text, str, str], ...] = (
    (Permission.SHOP, _("The shop"), "/", "armchair"),
    (Permission.REPORT_SURPLUS, _("Give things away"), "/surplus", "camera-plus"),
    (Permission.SHOP, _("My orders"), "/orders", "user"),
    (Permission.APPROVE_ORDERS, _("Approve"), "/approvals", "user-check"),
    (Permission.WORK_ON_UNITS, _("Workshop"), "/workshop", "tool"),
    (Permission.REVIEW_SURPLUS, _("Reported surplus"), "/workshop/surplus", "inbox"),
    (Permission.FULFIL_ORDERS, _("Orders to deliver"), "/deliveries", "package"),
    (Permission.PLAN_RUNS, _("Runs"), "/runs", "route"),
    (Permission.DRIVE_RUNS, _("Today's run"), "/runs/today", "truck"),
    (Permission.SEE_REPORTS, _("Impact"), "/reports", "chart-bar"),
    (Permission.SEE_OVERSIGHT, _("Oversight"), "/oversight", "list-check"),
    (Permission.SEE_HISTORY, _("History"), "/admin/history", "history"),
    (Permission.MANAGE_SETTINGS, _("Administration"), "/admin", "settings"),
)

_BASKET = sa.select(sa.func.coalesce(sa.func.sum(col(BasketLine.quantity)), 0)).where(
    col(BasketLine.municipality_id) == sa.bindparam("municipality_id"),
    col(BasketLine.person_id) == sa.bindparam("person_id"),
)


def menu_for(viewer: Viewer, path: str) -> list[MenuLink]:
    """The places this viewer may go to."""
    here = [url for _p, _l, url, _i in PLACES if path == url or (url != "/" and path.startswith(url + "/"))]
    current = max(here, key=len, default="")
    return [
        MenuLink(label, SHORT_NAMES.get(url, label), url, icon, url == current)
        for needed, label, url, icon in PLACES
        if _opens(viewer, needed)
    ]


def _opens(viewer: Viewer, needed: Permission) -> bool:
    # Because the history is the whole municipality's, a part of it opens nothing.
    return viewer.scope(needed).everywhere if needed is Permission.SEE_HISTORY else viewer.may(needed)


def layout(request: Request) -> dict[str, Any]:
    """The layout's parts for the one who looks."""
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if viewer is None:
        return {"menu": [], "basket_count": lambda: 0, "shop_groups": []}
    groups = [(key, label, f"/items?group={key}", icon) for key, label, icon in SHOP_GROUPS]
    return {
        "menu": menu_for(viewer, request.url.path),
        # Because only the shop shows the basket, it is counted where a page asks.
        "basket_count": cache(partial(_basket_count, request, viewer)),
        "shop_groups": groups,
    }


def _basket_count(request: Request, viewer: Viewer) -> int:
    db = request.state.db
    if db is None or not viewer.may(Permission.SHOP):
        return 0
    ids = {"municipality_id": viewer.municipality_id, "person_id": viewer.person_id}
    return int(db.execute(_BASKET, ids).scalar_one())
