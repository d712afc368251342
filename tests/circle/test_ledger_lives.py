"""Orders, hand-overs, returns, corrections and closed periods in any order: a report is the sum of its lines, for ever.

The clock moves on by weeks between the deeds, because a period can only be closed when it is over.
"""

import csv
import io
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlmodel import col, select

from app.accounts.models import Role
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import as_if, now
from app.history.models import Event
from app.impact.models import ClosedPeriod, EntryKind, ImpactEntry
from app.impact.sums import SUM, Sums, added, rebuild_sums, sums_of
from app.impact.versions import factors_in_force
from app.main import import_handlers, make_app
from app.orders.models import Order, OrderState
from app.reports import words
from app.reports.closing import ClosedReport, closable, close_period
from app.reports.kept import kept_flows
from app.reports.queries import parts_of, total_of
from app.reports.restated import restate
from app.reports.slices import Slice
from tests.browser import Browser
from tests.circle.machine import Machine, deed
from tests.circle.order_rules import OrderRules
from tests.circle.workshop_rules import WorkshopRules
from tests.databases import SqliteTemplate
from tests.factories import make_viewer

STEPS_A_LIFE = 60


class LedgerLives(WorkshopRules, OrderRules):
    """All rules, time that passes, and periods that close."""

    def __init__(self) -> None:
        super().__init__()
        self.finance = make_viewer(self.db, Role.FINANCE, home=self.world.places[0])
        self.db.commit()
        self.written: dict[UUID, str] = {}
        self.began_at = now()
        self.passed = timedelta()
        self.clock = ExitStack()

    @deed((Unit, *Stage), weeks=range(1, 10))
    def wait(self, pick: int, weeks: int) -> None:
        self.passed += timedelta(weeks=weeks)
        self.clock.enter_context(as_if(self.began_at + self.passed))

    @deed((Order, OrderState.DELIVERED))
    def close(self, pick: int) -> None:
        periods = closable(self.db, self.finance)
        if periods:
            close_period(self.db, periods[pick % len(periods)], by=self.finance)

    @deed((Unit, Stage.HANDED_OVER))
    def sum_anew(self, pick: int) -> None:
        """Whenever it is done, it finds the sums that were kept."""
        before = self._kept()
        rebuild_sums(self.db, self.world.municipality_id)
        assert self._kept() == before

    def _kept(self) -> list[str]:
        mine = sa.select(SUM).where(SUM.c.municipality_id == sa.bindparam("municipality_id"))
        return sorted(map(str, self.db.execute(mine, {"municipality_id": self.world.municipality_id})))

    def teardown(self) -> None:
        self.pages_and_files_say_the_same()
        self.clock.close()
        super().teardown()

    def pages_and_files_say_the_same(self) -> None:
        """At the end of a life: the leader's page, the file of lines and the closed reports as they are downloaded."""
        lines = self.db.exec(select(ImpactEntry)).all()
        if not lines:
            return
        web = Browser(make_app(self.world.engine), self.db, self.finance)
        total = added(sums_of(line) for line in lines)
        page, file = web.get("/reports?period=all").text, web.get("/reports/lines.csv?period=all").text
        for said in (words.exact_kr(total.net_ore), words.exact_kg(total.net_co2e_g), words.exact_kr(total.price_ore)):
            assert str(said) in page
        rows = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff")), delimiter=";"))
        assert len(rows) == len(lines)
        assert sum(int(row["net_ore"]) for row in rows) == total.net_ore
        whole = Slice(self.world.municipality_id, min(r.booked_on for r in lines), max(r.booked_on for r in lines))
        again = restate(self.db, whole, factors_in_force(self.db))
        assert again.today == again.booked == total  # because all lines were booked with the set in force
        for closed_id, content in self.written.items():
            assert web.get(f"/reports/periods/{closed_id}/report.json").content == content.encode()
        Machine.done["page"] += 1

    @invariant()
    def a_report_is_the_sum_of_its_lines(self) -> None:
        lines = self.db.exec(select(ImpactEntry)).all()
        if not lines:
            return
        days = [line.booked_on for line in lines]
        whole = Slice(self.world.municipality_id, min(days).replace(day=1), max(days).replace(month=12, day=31))
        total = added(sums_of(line) for line in lines)
        assert total_of(self.db, whole) == total
        parts = parts_of(self.db, whole)
        assert parts.total == added([Sums(), *(kind.sums for kind in parts.kinds)]) == total
        pairs: Counter[tuple[UUID | None, UUID]] = Counter()
        for line in lines:
            pairs[line.giver_id, line.institution_id] += line.quantity
        assert {flow[:2]: flow[2] for flow in kept_flows(self.db, whole, 99)} == +pairs

    @invariant()
    def every_hand_over_has_its_line_at_once(self) -> None:
        handed = self.db.exec(select(Event.id).where(Event.name == "unit_handed_over")).all()
        booked = self.db.exec(select(ImpactEntry.key).where(ImpactEntry.kind == EntryKind.HAND_OVER)).all()
        assert {f"hand_over:{each}" for each in handed} == set(booked)

    @invariant()
    def things_in_use_are_units_that_are_out(self) -> None:
        counted = sum(line.quantity for line in self.db.exec(select(ImpactEntry)).all())
        out = self.db.exec(select(Unit.id).where(Unit.stage == Stage.HANDED_OVER)).all()
        corrected = self.db.exec(select(ImpactEntry.id).where(ImpactEntry.kind == EntryKind.CORRECTION)).all()
        assert counted == len(out) + len(corrected)

    @invariant()
    def a_closed_report_never_changes(self) -> None:
        self.db.expire_all()
        for row in self.db.exec(select(ClosedPeriod).order_by(col(ClosedPeriod.id))).all():
            report = ClosedReport(row)
            assert self.written.setdefault(row.id, row.content) == row.content
            assert report.is_whole
            stands = total_of(self.db, Slice(self.world.municipality_id, row.first_on, row.last_on))
            assert stands._asdict() == report.content["total"]


def live(lives: int, template: SqliteTemplate) -> None:
    """So many lives; what is never reached is never tested."""
    import_handlers()
    Machine.template, Machine.steps = template, 0
    Machine.done.clear()
    run_state_machine_as_test(
        LedgerLives,
        settings=settings(
            max_examples=lives, stateful_step_count=STEPS_A_LIFE, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
        ),
    )  # fmt: skip
    for name in ("hand_over", "undo_hand_over", "take_back", "come_back", "close", "wait", "sum_anew", "page"):
        assert Machine.done[name], name


def test_reports_are_sums_of_lines_and_closed_ones_stand(sqlite_template: SqliteTemplate):
    live(3, sqlite_template)


@pytest.mark.slow
def test_so_they_are_in_thirty_lives(sqlite_template: SqliteTemplate):
    live(30, sqlite_template)
