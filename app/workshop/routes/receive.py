"""Receiving: from a surplus report, or whatever stands at the door."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.models import Institution
from app.accounts.permissions import Permission
from app.accounts.queries import get_institution, institutions
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, ShopGroup
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _, language
from app.core.pages import page, see_other
from app.intake.actions import close_report_as_received
from app.intake.models import Looks, ReportState, SurplusReport, What
from app.intake.queries import get_sent_report, photos_of
from app.layout import SHOP_GROUPS
from app.workshop import words
from app.workshop.actions import SerialInUse, SerialsMissing, receive_units
from app.workshop.forms import ReceiveForm
from app.workshop.numbers import list_unit_numbers
from app.workshop.queries import active_categories, get_category

router = APIRouter()
MAY_RECEIVE = [allow(Permission.RECEIVE_UNITS)]
CONDITION_OF = {Looks.NICE: 3, Looks.WORN: 2, Looks.BROKEN: 1}
SHELF_OF = {
    What.CHAIRS: ShopGroup.CHAIRS,
    What.TABLES: ShopGroup.TABLES,
    What.STORAGE: ShopGroup.STORAGE,
    What.IT: ShopGroup.IT,
    What.CHILDREN: ShopGroup.CHILDREN,
}
Groups = list[tuple[Text, list[tuple[UUID, str]]]]


def category_groups(categories: Sequence[Category], *, first: ShopGroup | None = None) -> Groups:
    """The categories by shelf, as a select shows them; the shelf that is most likely comes first."""
    name = "name_da" if language() == "da" else "name_en"
    shelves = [(key, label) for key, label, _icon in SHOP_GROUPS] + [(ShopGroup.OTHER, _("Other things"))]
    shelves.sort(key=lambda shelf: shelf[0] is not first)
    groups = [
        (label, [(each.id, str(getattr(each, name))) for each in categories if each.shop_group is key])
        for key, label in shelves
    ]
    return [group for group in groups if group[1]]


@router.get("/workshop/receive", dependencies=MAY_RECEIVE)
def show_receive(request: Request, db: Db, viewer: SignedIn, report: UUID | None = None) -> Response:
    source = _receivable(db, report, viewer)
    if source is None:
        return _receive_page(request, db, None, Filled.of(ReceiveForm, count=1, condition=3))
    prefilled = Filled.of(
        ReceiveForm,
        report=source.id,
        count=source.quantity,
        condition=CONDITION_OF.get(source.looks or Looks.NICE, 3),
    )
    return _receive_page(request, db, source, prefilled)


def _receivable(db: Session, report_id: UUID | None, viewer: Viewer) -> SurplusReport | None:
    """The accepted report, or one of which more things are registered; 404 for one in any other state."""
    if report_id is None:
        return None
    report = get_sent_report(db, report_id, viewer=viewer)
    if not (report.may_become(ReportState.RECEIVED) or report.state is ReportState.RECEIVED):
        raise NotFound
    return report


def _receive_page(
    request: Request, db: Session, report: SurplusReport | None, form: Filled[ReceiveForm], status: int = 200
) -> Response:
    categories = active_categories(db)
    shown: dict[str, Any] = {"giver": None, "photos": []}
    if report is not None:
        shown = {"giver": get_institution(db, report.institution_id), "photos": photos_of(db, report)}
    first = SHELF_OF.get(report.what) if report is not None and report.what else None
    return page(
        request, "workshop/receive.html", status=status, report=report, form=form, words=words,
        groups=category_groups(categories, first=first), with_data=[c for c in categories if c.is_data_bearing],
        institutions=[(each.id, each.name) for each in institutions(db)], **shown,
    )  # fmt: skip


@router.post("/workshop/receive", dependencies=MAY_RECEIVE)
def post_receive(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(ReceiveForm, data)
    report = _receivable(db, form.value.report if form.value else _report_id(form), viewer)
    if form.value is None:
        return _receive_page(request, db, report, form, 422)
    said = form.value
    category = get_category(db, said.category_id)
    try:
        units = receive_units(
            db, category, count=said.count, title=said.title, condition=said.condition, by=viewer,
            serial_numbers=said.serial_numbers, place_code=said.place_code, giver_id=_giver_id(db, said, report),
            report_id=report.id if report else None,
        )  # fmt: skip
    except (SerialsMissing, SerialInUse) as refusal:
        return _receive_page(request, db, report, form.refuse("serials", refusal.sentence), 422)
    if report is not None:
        close_report_as_received(db, report, by=viewer)
    notice = _("%(count)s received: %(first)s", count=words.counted(len(units)), first=units[0].number)
    return see_other(request, f"/labels?units={list_unit_numbers(unit.number for unit in units)}", notice=notice)


def _report_id(form: Filled[ReceiveForm]) -> UUID | None:
    try:
        return UUID(form["report"])
    except ValueError:
        return None


def _giver_id(db: Session, said: ReceiveForm, report: SurplusReport | None) -> UUID | None:
    if report is not None:
        return report.institution_id
    giver: Institution | None = get_institution(db, said.giver_id) if said.giver_id else None
    return giver.id if giver else None
