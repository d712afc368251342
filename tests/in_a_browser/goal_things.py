"""Where in the demo the goals, the campaigns and the new purchases of each page are."""

from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.permissions import Permission
from app.accounts.sessions import viewer_of
from app.administration.imports import keep_file
from app.administration.models import ImportFile, ImportKind
from app.core.clock import today
from app.reports.forms import ReportQuery
from app.reports.goals.models import Campaign, Goal
from app.reports.outputs.make import order_report
from app.reports.overview import ask

PURCHASES = b"""Dato;Arbejdsplads;Kategori;Antal;Bel\xc3\xb8b uden moms;Bilag
3.2.2026;1101;Kontorstol;6;13.200,00;F-20204
2.6.2026;1101;Kontorstol;3;6.600,00;F-20577
4.6.2026;Plejecenter Egely;Reol;1;1.900,00;F-20578
"""


def goal(db: Session, _person: Person) -> dict[str, Any]:
    """The first goal that was set."""
    return {"goal_id": db.exec(select(Goal).order_by(col(Goal.id)).limit(1)).one().id}


def campaign(db: Session, _person: Person) -> dict[str, Any]:
    """The newest campaign."""
    return {"campaign_id": db.exec(select(Campaign).order_by(col(Campaign.first_on).desc()).limit(1)).one().id}


def purchases_sheet(db: Session, person: Person) -> dict[str, Any]:
    """Purchases that wait for their last yes; one of them is registered already."""
    kept = db.exec(select(ImportFile).where(ImportFile.kind == ImportKind.PURCHASES)).first()
    if kept is None:
        kept = keep_file(db, ImportKind.PURCHASES, "nyindkoeb.csv", PURCHASES, by=viewer_of(db, person))
        db.commit()
    return {"file_id": kept.id}


def made_report(db: Session, person: Person) -> dict[str, Any]:
    """A PDF the person asked for a moment ago."""
    viewer = viewer_of(db, person)
    asked = ask(db, viewer, ReportQuery(), Permission.SEE_REPORTS, today())
    made = order_report(db, asked, by=viewer)
    db.commit()
    return {"made_id": made.id}


GOALS = {"made_report": made_report, "goal": goal, "campaign": campaign, "purchases_sheet": purchases_sheet}
