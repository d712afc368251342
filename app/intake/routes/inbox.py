"""The workshop's inbox: what was reported, by what it waits for, or place by place with its collection."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.clock import local, today
from app.core.db import Db
from app.core.i18n import Text, _
from app.core.pages import page
from app.deliveries.models import Run, RunState
from app.deliveries.queries.loads import report_volumes
from app.deliveries.queries.runs import coming_runs
from app.deliveries.queries.waiting import runs_of_reports
from app.intake import words
from app.intake.models import ReportState
from app.intake.queries import answer_day, closed_reports, waiting_reports
from app.media.queries import photos_by_id

router = APIRouter()
INBOX = "/workshop/surplus"
BY_PLACE, CLOSED = "place", "closed"

COLUMNS: tuple[tuple[ReportState, Text, str, Text], ...] = (
    (ReportState.SENT, _("New reports"), "inbox", _("Nothing new. Everybody has an answer.")),
    (ReportState.ASKED, _("Waiting for an answer"), "message", _("We wait for nobody.")),
    (ReportState.ACCEPTED, _("To collect"), "truck", _("Nothing to collect.")),
)


@dataclass(frozen=True)
class AtPlace:
    """Everything that waits at one workplace. `waits_since` is the day the oldest of it was sent."""

    id: UUID
    name: str
    address: str
    rows: list[Any]
    volume_l: int
    runs: dict[UUID, Run]

    @property
    def things(self) -> int:
        return sum(row.quantity for row in self.rows)

    @property
    def waits_since(self) -> date:
        return min(local(row.sent_at).date() for row in self.rows)

    @property
    def days(self) -> int:
        return (today() - self.waits_since).days

    @property
    def to_plan(self) -> list[Any]:
        """What is accepted, is to be collected, and is on no run."""
        accepted = [row for row in self.rows if row.state is ReportState.ACCEPTED and not row.stays_put]
        return [row for row in accepted if row.id not in self.runs]


@router.get(INBOX, dependencies=[allow(Permission.REVIEW_SURPLUS)])
def show_inbox(
    request: Request, db: Db, viewer: SignedIn, by: str = "", closed: bool = False, before: UUID | None = None
) -> Response:
    done = closed_reports(db, viewer, before=before) if closed else None
    waiting = [] if closed else waiting_reports(db, viewer)
    rows = done.rows if done else waiting
    photos = photos_by_id(db, [row.photo_id for row in rows if row.photo_id])
    if by == BY_PLACE and not closed:
        runs = [run for run in coming_runs(db) if run.state is RunState.PLANNED and run.runs_on >= today()]
        return page(
            request, "intake/inbox_places.html", words=words, places=_places(db, waiting), photos=photos,
            runs=runs, plans=viewer.may(Permission.PLAN_RUNS),
        )  # fmt: skip
    return page(
        request, "intake/inbox.html", words=words, closed=done, columns=None if closed else _columns(waiting),
        photos=photos, answer_day=answer_day, today=today(),
    )  # fmt: skip


def _columns(rows: Iterable[Any]) -> list[tuple[Text, str, list[tuple[str, list[Any]]], int, Text]]:
    """The board's columns: the rows of a state, place by place; what stays stands by itself, as nobody collects it."""
    rows = list(rows)
    stays = [row for row in rows if row.state is ReportState.ACCEPTED and row.stays_put]
    columns = []
    for state, title, icon, nothing in COLUMNS:
        mine = [row for row in rows if row.state is state and row not in stays]
        columns.append((title, icon, _by_place(mine), len(mine), nothing))
    if stays:
        columns.append((_("Stays there"), "map-pin", _by_place(stays), len(stays), _("Nothing to collect.")))
    return columns


def _by_place(rows: list[Any]) -> list[tuple[str, list[Any]]]:
    return [(place, list(some)) for place, some in groupby(rows, key=lambda row: row.place)]


def _places(db: Session, rows: Sequence[Any]) -> list[AtPlace]:
    """The workplaces with what waits there; where something has waited longest comes first."""
    ids = [row.id for row in rows]
    volumes, runs = report_volumes(db, ids), runs_of_reports(db, ids)
    places = []
    for place_id in dict.fromkeys(row.institution_id for row in rows):
        here = [row for row in rows if row.institution_id == place_id]
        first = here[0]
        town = f"{first.postal_code} {first.town}".strip()
        address = ", ".join(part for part in (first.address, town) if part)
        litres = sum(volumes[row.id] for row in here)
        places.append(AtPlace(place_id, first.place, address, here, litres, runs))
    return sorted(places, key=lambda place: (place.waits_since, place.name))
