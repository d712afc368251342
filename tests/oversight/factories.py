"""Budget holders, what they answer for, and facts that put something on their lists."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlmodel import Session, select

from app.accounts.actions import add_institution
from app.accounts.models import Institution, Person, Role
from app.accounts.sessions import viewer_of
from app.accounts.viewer import Viewer
from app.catalogue.stages import Stage
from app.core.clock import moment_at
from app.impact.frozen import canonical
from app.orders.models import Handover, Order, OrderState
from app.oversight.actions import open_quarter, sign_oversight
from app.oversight.content import fingerprint
from app.oversight.findings import Kind
from app.oversight.models import Oversight
from app.oversight.queries import Page, get_page
from app.purchases.models import NewPurchase, PurchaseSource
from app.reports.periods import PeriodKind, around
from app.workshop.leaving.models import Departure, DepartureKind
from tests.factories import (
    make_account,
    make_category,
    make_institution,
    make_item,
    make_person,
    make_unit,
    make_viewer,
    the_municipality,
)
from tests.orders.factories import make_order

THIRD = around(PeriodKind.QUARTER, date(2026, 7, 1))
FOURTH = around(PeriodKind.QUARTER, date(2026, 10, 1))


def make_town(db: Session) -> SimpleNamespace:
    """A centre with a head, a school below it with an approver, and a library that only the centre answers for."""
    here = db.info["municipality_id"]
    centre = make_institution(db, "Børn og Skole")
    school = add_institution(db, here, number="S-1", name="Sølund Skole", parent=centre)
    library = add_institution(db, here, number="S-2", name="Biblioteket", parent=centre)
    accounts = {each.id: make_account(db, each) for each in (centre, school, library)}
    head = make_person(db, Role.INSTITUTION_MANAGER, at=centre, name="Bodil Berg", email="bodil@example.org")
    approver = make_person(db, Role.APPROVER, at=school, name="Sonja Sand", email="sonja@example.org")
    finance = make_person(db, Role.FINANCE, home=centre, name="Oda Olsen", email="oda@example.org")
    teacher = make_person(db, home=school, name="Lone Lund")
    db.flush()
    return SimpleNamespace(
        centre=centre, school=school, library=library, accounts=accounts, head=head, approver=approver,
        finance=finance, teacher=teacher,
    )  # fmt: skip


def order_on(db: Session, town: Any, day: date, *, kr: int = 350, quantity: int = 1, **facts: Any) -> Order:
    """An order of the school's, at this price for each in kroner; `at` is another workplace, `ended` when it came."""
    at: Institution = facts.pop("at", town.school)
    ended: date | None = facts.pop("ended", None)
    item = facts.pop("item", None) or make_item(db, units=quantity, price_ore=kr * 100)
    state = OrderState.DELIVERED if ended else OrderState.CONFIRMED
    return make_order(
        db, town.teacher, at, item=item, quantity=quantity, account=town.accounts[at.id],
        **{"placed_at": moment_at(day), "closed_at": moment_at(ended) if ended else None, "state": state, **facts},
    )  # fmt: skip


def collected_on(db: Session, town: Any, day: date, **facts: Any) -> Order:
    """An order somebody came for on the day it was placed."""
    return order_on(db, town, day, ended=day, handover=Handover.COLLECT, **facts)


def written_off_on(db: Session, day: date, *, giver: Institution | None, kind: DepartureKind) -> Departure:
    """A chair that left for good."""
    unit = make_unit(db, category=make_category(db), stage=Stage.RECYCLED, giver_id=giver.id if giver else None)
    gone = Departure(
        municipality_id=unit.municipality_id, unit_id=unit.id, kind=kind, reason="broken", left_at=moment_at(day)
    )
    db.add(gone)
    db.flush()
    return gone


def bought_on(db: Session, at: Institution, day: date, *, in_shop: int | None = 3, **facts: Any) -> NewPurchase:
    """Two chairs bought new for 5.000 kr."""
    made = NewPurchase(
        municipality_id=at.municipality_id, institution_id=at.id, category_id=make_category(db).id, bought_on=day,
        source=PurchaseSource.TYPED, on_offer_then=in_shop,
        **{"quantity": 2, "amount_ore": 500_000, "voucher": "F-17", **facts},
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def opened(db: Session, quarter: Any = THIRD) -> list[Oversight]:
    """Every page of the quarter."""
    return open_quarter(db, the_municipality(db), quarter)


def page_of(db: Session, at: Institution, by: Person | Viewer, quarter: str = "2026-Q3") -> Page:
    """The page as this person sees it."""
    viewer = by if isinstance(by, Viewer) else viewer_of(db, by)
    return get_page(db, at.id, quarter, viewer=viewer)


def on_list(page: Page, kind: Kind) -> list[dict[str, Any]]:
    """One of the page's lists."""
    return next(list(each["findings"]) for each in page.shown["kinds"] if each["kind"] == kind)


def keys_on(page: Page, kind: Kind) -> list[str]:
    """What the findings of one list are called."""
    return [each["ref"] for each in on_list(page, kind)]


def sign(db: Session, at: Institution, by: Person, quarter: str = "2026-Q3", comment: str = "Set igennem") -> Oversight:
    """The page signed as it is now."""
    page = page_of(db, at, by, quarter)
    return sign_oversight(db, page, comment=comment, seen=fingerprint(canonical(page.shown)), by=viewer_of(db, by))


def row_of(db: Session, at: Institution, quarter: str = "2026-Q3") -> Oversight:
    """The page as it is kept, read anew."""
    asked = select(Oversight).where(Oversight.institution_id == at.id, Oversight.quarter == quarter)
    return db.exec(asked.execution_options(populate_existing=True)).one()


def lead_at(db: Session, home: Institution) -> Viewer:
    """A workshop lead who works there."""
    return make_viewer(db, Role.WORKSHOP_LEAD, home=home)
