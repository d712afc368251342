"""Goals, campaigns, and what was bought new, for the table of permissions."""

from datetime import timedelta
from typing import Any

from app.accounts.sessions import viewer_of
from app.administration.models import ImportFile, ImportKind
from app.core.clock import now, today
from app.core.db import uuid7
from app.media.storage import storage
from app.purchases.models import NewPurchase, PurchaseSource
from app.quarterly.models import ReportSubscription
from app.reports.goals.models import Campaign, Goal, GoalKind
from app.reports.outputs.make import scope_of
from app.reports.outputs.models import MadeReport, MadeState
from tests.factories import make_category


def _kept(world: Any, made: Any) -> Any:
    world.db.add(made)
    world.db.flush()
    return made.id


def goal(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """A goal of the place."""
    made = Goal(
        municipality_id=place.municipality_id, year=today().year, kind=GoalKind.THINGS, target=100,
        institution_id=place.institution.id, subject=uuid7().hex,
    )  # fmt: skip
    return {"goal_id": _kept(world, made)}


def campaign(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """A campaign of the place that has just begun."""
    made = Campaign(
        municipality_id=place.municipality_id, name="Grøn uge", institution_id=place.institution.id, first_on=today(),
        last_on=today() + timedelta(days=7),
    )  # fmt: skip
    return {"campaign_id": _kept(world, made)}


def purchase(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """Something the place bought new."""
    made = NewPurchase(
        municipality_id=place.municipality_id, institution_id=place.institution.id, quantity=1, amount_ore=100,
        category_id=make_category(world.db).id, bought_on=today(), source=PurchaseSource.TYPED,
    )  # fmt: skip
    return {"purchase_id": _kept(world, made)}


def sent_file(world: Any, place: Any, maker: Any) -> dict[str, Any]:
    """A spreadsheet of one purchase that its maker has sent."""
    kind = make_category(world.db)
    row = f"{today():%d.%m.%Y};{place.institution.number};{kind.key};2;1.000"
    made = ImportFile(
        municipality_id=place.municipality_id, kind=ImportKind.PURCHASES, name="a.csv", sha256=uuid7().hex, rows=1,
        content=f"Dato;Arbejdsplads;Kategori;Antal;Beløb\n{row}\n".encode(), sent_by_id=maker.id,
    )  # fmt: skip
    return {"file_id": _kept(world, made)}


def made_report(world: Any, place: Any, maker: Any) -> dict[str, Any]:
    """A finished PDF that its maker asked for about what they may see."""
    viewer = viewer_of(world.db, maker)
    made = MadeReport(
        municipality_id=place.municipality_id, asked_by_id=maker.id, period="2026", scope=scope_of(viewer),
        language="da", state=MadeState.READY, finished_at=now(),
    )  # fmt: skip
    storage().put(made.file_key, b"%PDF-")
    return {"made_id": _kept(world, made)}


def subscription(world: Any, place: Any, maker: Any) -> dict[str, Any]:
    """The maker's letter each quarter about all they see."""
    made = ReportSubscription(
        municipality_id=place.municipality_id, person_id=maker.id, subject=uuid7().hex, language="da",
        told_quarter="2026-Q3",
    )  # fmt: skip
    return {"subscription_id": _kept(world, made)}


MAKERS = {
    "letters": subscription, "made": made_report, "goal": goal, "campaign": campaign, "purchase": purchase,
    "bought": sent_file,
}  # fmt: skip
