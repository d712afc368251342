"""Runs with their places, for those who plan and those who drive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from app.accounts.models import Institution, Person, RoleHeld
from app.accounts.permissions import ROLE_PERMISSIONS, Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.errors import NotFound
from app.deliveries.models import Run, RunState, Stop, StopKind, StopState
from app.deliveries.queries.cargo import Cargo, Errands, Known, cargo_of
from app.deliveries.transport import estimate_distance_m
from app.deliveries.volumes import peak_load_l, use_percent
from app.intake.models import SurplusReport
from app.orders.models import Order, Return

DRIVING_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.DRIVE_RUNS in held]


@dataclass(frozen=True)
class Errand:
    """A stop and what it carries."""

    stop: Stop
    cargo: Cargo


@dataclass(frozen=True)
class Place:
    """One workplace on a run: everything there is to do at it."""

    institution: Institution
    errands: list[Errand]

    def of(self, *kinds: StopKind, state: StopState | None = None) -> list[Errand]:
        """The errands of these kinds (and in this state)."""
        return [
            each for each in self.errands if each.stop.kind in kinds and (state is None or each.stop.state is state)
        ]

    @property
    def outward(self) -> list[Errand]:
        return self.of(StopKind.DELIVERY)

    @property
    def inward(self) -> list[Errand]:
        return self.of(StopKind.FETCH, StopKind.COLLECTION, StopKind.RETURN)

    @property
    def things_off(self) -> int:
        return sum(each.cargo.count for each in self.outward)

    @property
    def things_on(self) -> int:
        return sum(each.cargo.count for each in self.inward)

    @property
    def volume(self) -> tuple[int, int]:
        """Litres off, litres on."""
        return sum(e.cargo.volume_l for e in self.outward), sum(e.cargo.volume_l for e in self.inward)

    @property
    def is_done(self) -> bool:
        return all(each.stop.state is not StopState.PLANNED for each in self.errands)

    @property
    def has_failed(self) -> bool:
        return any(each.stop.state is StopState.FAILED for each in self.errands)


@dataclass(frozen=True)
class Route:
    """A run and its places in driving order."""

    run: Run
    places: list[Place]

    @property
    def load_l(self) -> int:
        fetched_l = sum(each.cargo.fetched_l for each in self.errands)
        return peak_load_l((place.volume for place in self.places), fetched_l=fetched_l)

    @property
    def use(self) -> int:
        """How full the van gets, in percent."""
        return use_percent(self.load_l, self.run.capacity_l)

    @property
    def distance_m(self) -> int:
        """The metres somebody typed for the run, or else the estimate."""
        return self.run.distance_m or estimate_distance_m([place.institution.distance_m for place in self.places])

    @property
    def errands(self) -> list[Errand]:
        return [each for place in self.places for each in place.errands]

    @property
    def is_done(self) -> bool:
        return all(place.is_done for place in self.places)

    @property
    def now(self) -> Place | None:
        """The place that is next."""
        return next((place for place in self.places if not place.is_done), None)

    @property
    def things_off(self) -> int:
        return sum(place.things_off for place in self.places)

    @property
    def things_on(self) -> int:
        return sum(place.things_on for place in self.places)

    @property
    def things_to_load(self) -> int:
        """How many things the van leaves the workshop with."""
        return sum(thing.count for each in self.errands for thing in each.cargo.to_load)


def get_run(db: Session, run_id: UUID) -> Run:
    """A run of the viewer's municipality."""
    found = db.exec(select(Run).where(Run.id == run_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_run_to_drive(db: Session, run_id: UUID, *, viewer: Viewer) -> Run:
    """A run the viewer drives: theirs, or one nobody has yet."""
    run = get_run(db, run_id)
    if run.driver_id not in (None, viewer.person_id):
        raise NotFound
    return run


def get_stop(db: Session, run: Run, stop_id: UUID) -> Stop:
    """A stop of this run."""
    found = db.exec(select(Stop).where(Stop.id == stop_id, Stop.run_id == run.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def coming_runs(db: Session) -> list[Run]:
    """Runs from today on and those not ended, the soonest first."""
    return list(
        db.exec(
            select(Run)
            .where(or_(col(Run.runs_on) >= today(), Run.state == RunState.ON_THE_WAY))
            .order_by(col(Run.runs_on), col(Run.id))
        ).all()
    )


def run_to_drive(db: Session, viewer: Viewer) -> Run | None:
    """The viewer's run now: one on its way, otherwise today's next, otherwise the one they ended today."""
    mine = or_(col(Run.driver_id).is_(None), col(Run.driver_id) == viewer.person_id)
    found = db.exec(
        select(Run)
        .where(mine, or_(Run.runs_on == today(), Run.state == RunState.ON_THE_WAY), Run.id == Stop.run_id)
        .order_by(col(Run.runs_on), col(Run.id))
        .distinct()
    ).all()
    by_state = {state: [run for run in found if run.state is state] for state in RunState}
    waiting = sorted(by_state[RunState.PLANNED], key=lambda run: run.driver_id is None)
    return next(iter([*by_state[RunState.ON_THE_WAY], *waiting, *reversed(by_state[RunState.DONE])]), None)


def next_run_day(db: Session, viewer: Viewer) -> date | None:
    """The next day after today on which the viewer may have to drive."""
    mine = or_(col(Run.driver_id).is_(None), col(Run.driver_id) == viewer.person_id)
    return db.exec(
        select(col(Run.runs_on))
        .where(mine, Run.runs_on > today(), Run.state == RunState.PLANNED)
        .order_by(col(Run.runs_on))
        .limit(1)
    ).first()


def drivers(db: Session) -> list[Person]:
    """Those who may drive, by name."""
    return list(
        db.exec(
            select(Person)
            .where(
                col(Person.id).in_(select(RoleHeld.person_id).where(col(RoleHeld.role).in_(DRIVING_ROLES))),
                col(Person.disabled_at).is_(None),
            )
            .order_by(col(Person.name))
        ).all()
    )


def route_of(db: Session, run: Run) -> Route:
    """The run with its places and what is carried to and from each."""
    return routes_of(db, [run])[0]


def routes_of(db: Session, runs: Sequence[Run]) -> list[Route]:
    """The same for several runs, in as few statements."""
    stops, errands = stops_of(db, runs)
    return routes_with(runs, stops, errands, cargo_of(db, errands))


def stops_of(db: Session, runs: Sequence[Run]) -> tuple[list[Stop], Errands]:
    """The stops of these runs in driving order, and what they carry, in one statement."""
    rows = db.execute(
        sa.select(Stop, Institution, Order, SurplusReport, Return)
        .join(Institution, col(Institution.id) == col(Stop.institution_id))
        .outerjoin(Order, col(Order.id) == col(Stop.order_id))
        .outerjoin(SurplusReport, col(SurplusReport.id) == col(Stop.report_id))
        .outerjoin(Return, col(Return.id) == col(Stop.return_id))
        .where(col(Stop.run_id).in_([run.id for run in runs]))
        .order_by(col(Stop.position))
    )
    stops, errands = [], Errands()
    for stop, place, order, report, back in rows:
        stops.append(stop)
        errands.places[place.id] = place
        errands.orders |= {order.id: order} if order else {}
        errands.reports |= {report.id: report} if report else {}
        errands.returns |= {back.id: back} if back else {}
        errands.fetches |= {(stop.fetch_for_id, place.id)} if stop.fetch_for_id else set()
    return stops, errands


def routes_with(runs: Sequence[Run], stops: Sequence[Stop], errands: Errands, cargo: Known) -> list[Route]:
    """The runs with their places, of what was read of them."""
    return [Route(run, _places(errands, cargo, [stop for stop in stops if stop.run_id == run.id])) for run in runs]


def _places(errands: Errands, cargo: Known, stops: Sequence[Stop]) -> list[Place]:
    found: dict[UUID, Place] = {}
    for stop in stops:
        place = found.setdefault(stop.institution_id, Place(errands.places[stop.institution_id], []))
        place.errands.append(Errand(stop, _cargo_of_stop(stop, cargo)))
    return list(found.values())


def _cargo_of_stop(stop: Stop, cargo: Known) -> Cargo:
    if stop.fetch_for_id:
        return cargo.get((stop.fetch_for_id, stop.institution_id)) or _nothing(stop)
    return cargo[stop.order_id or stop.report_id or stop.return_id]  # type: ignore[index]


def _nothing(stop: Stop) -> Cargo:
    # Because what was fetched came home, or is no longer wanted, and the stop still tells that we were there.
    return Cargo(id=stop.id, kind=stop.kind, number="", institution_id=stop.institution_id, things=[], volume_l=0)
