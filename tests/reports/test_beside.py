"""What the leader's page tells beside the sums: where things ended, how long it took, what is wished for, the work."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from app.accounts.models import Institution, Role
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import moment_at
from app.impact.actions import book_undo
from app.intake.models import ReportState, SurplusReport
from app.reports import rows
from app.reports.beside import Beside, read_beside
from app.reports.given import given_things
from app.reports.outcomes import Outcome
from app.reports.queries import parts_of
from app.reports.rows import Row
from app.reports.slices import Slice
from app.reports.waits import Waits
from app.reports.work import read_work
from app.workshop.leaving.models import Departure, DepartureFraction, DepartureKind, Fraction
from app.workshop.models import Job, JobPart, Station, StationCategory
from tests.factories import make_category, make_institution, make_item, make_municipality, make_person, make_unit
from tests.reports.factories import book

MAY = datetime(2026, 5, 11, 10, tzinfo=UTC)
_reports = iter(range(10_000))


def may(db: Session) -> Slice:
    return Slice(db.info["municipality_id"], date(2026, 5, 1), date(2026, 5, 31))


def beside(db: Session, lines: Slice | None = None) -> Beside:
    lines = lines or may(db)
    return read_beside(db, lines, parts_of(db, lines).kinds, ore_an_hour=25_000)


def report(db: Session, giver: Institution, *, state: ReportState, at: datetime = MAY, count: int = 1) -> SurplusReport:
    made = SurplusReport(
        municipality_id=giver.municipality_id, number=f"A-{next(_reports)}", institution_id=giver.id,
        reported_by_id=make_person(db).id, state=state, quantity=count, sent_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def leave(db: Session, kind: DepartureKind, giver: Institution, **grams: int) -> None:
    stage = Stage.SOLD_OFF if kind is DepartureKind.SOLD_OFF else Stage.RECYCLED
    unit = make_unit(db, stage=stage, received_at=MAY, giver_id=giver.id)
    left = Departure(municipality_id=unit.municipality_id, unit_id=unit.id, kind=kind, reason="broken")
    db.add(left)
    db.flush()
    for fraction, amount in grams.items():
        db.add(
            DepartureFraction(
                municipality_id=unit.municipality_id, departure_id=left.id, fraction=Fraction(fraction), grams=amount
            )
        )
    db.flush()


@pytest.fixture
def given(db):
    """Ten things of one school and two of another in May, and one of June."""
    school, other = make_institution(db, "Sølund Skole"), make_institution(db, "Rådhuset")
    for stage, count in ((Stage.HANDED_OVER, 4), (Stage.ON_OFFER, 1), (Stage.RESERVED, 1), (Stage.RECEIVED, 1)):
        for _each in range(count):
            make_unit(db, stage=stage, received_at=MAY, giver_id=school.id)
    leave(db, DepartureKind.SPARE_PARTS, school)
    leave(db, DepartureKind.RECYCLED, school, wood=4_000, metal=500)
    leave(db, DepartureKind.SOLD_OFF, school)
    report(db, school, state=ReportState.DECLINED, count=3)
    accepted = report(db, school, state=ReportState.ACCEPTED, count=5)
    make_unit(db, stage=Stage.RECEIVED, received_at=MAY, giver_id=other.id, report_id=accepted.id)
    make_unit(db, stage=Stage.HANDED_OVER, received_at=MAY, giver_id=other.id)
    make_unit(db, stage=Stage.HANDED_OVER, received_at=moment_at(date(2026, 6, 1), 0), giver_id=school.id)
    return school, other


def test_every_thing_that_came_in_met_exactly_one_fate(db, given):
    found = beside(db).outcomes

    assert found.things == {
        Outcome.REUSED: 5, Outcome.FOR_SALE: 2, Outcome.WORKSHOP: 2, Outcome.WAITING: 4, Outcome.SPARE_PARTS: 1,
        Outcome.RECYCLED: 1, Outcome.SOLD_OFF: 1, Outcome.DECLINED: 3,
    }  # fmt: skip
    assert (found.received, found.total) == (12, 19)
    assert found.grams == [(Fraction.WOOD, 4_000), (Fraction.METAL, 500)]
    assert str(found.finding) == "2 ud af 5 ting, vi fik ind, er i brug igen"


def test_of_a_workplace_only_what_it_gave_counts(db, given):
    _school, other = given

    found = beside(db, may(db).narrowed(institutions=(other.id,))).outcomes

    assert found.things == {Outcome.REUSED: 1, Outcome.WORKSHOP: 1}


def test_the_list_behind_each_fate_has_as_many_things_as_the_picture_says(db, browse, given):
    leader = browse(make_person(db, Role.LEADER))
    book(db, at=date(2026, 5, 11))
    counts = beside(db).outcomes.things

    for outcome, count in counts.items():
        page = leader.get(f"/reports/things?period=2026-05&outcome={outcome}").text
        rows = page.split("<tbody>")[1].count("<tr>")
        said = page.split("<tbody>")[1]
        listed = sum(int(cell.split("<")[0]) for cell in said.split('<td class="r">')[1:])
        assert (listed or rows) == count, outcome


def test_a_branch_leader_finds_nothing_of_others_behind_the_picture(db, browse, given):
    school, other = given
    book(db, at=date(2026, 5, 11), to=other)
    mine = make_unit(db, stage=Stage.ON_OFFER, received_at=MAY, giver_id=other.id)
    theirs = make_unit(db, stage=Stage.ON_OFFER, received_at=MAY, giver_id=school.id)
    head = browse(make_person(db, Role.INSTITUTION_MANAGER, at=other))

    page = head.get("/reports/things?period=2026-05&outcome=for_sale").text

    assert mine.number in page
    assert theirs.number not in page
    assert head.get(f"/reports/things?institution={school.id}").status_code == 404


def waited(db, days: int, *, at: date = date(2026, 5, 20), **facts):
    giver = make_institution(db)
    told = report(db, giver, state=ReportState.RECEIVED, at=moment_at(at) - timedelta(days=days))
    entry = book(db, at=at, **facts)
    unit = db.get_one(Unit, entry.unit_id)
    unit.report_id, unit.received_at = told.id, moment_at(at) - timedelta(days=1)
    db.add(unit)
    db.flush()
    return entry


def test_the_middle_one_is_told_with_how_many_are_known(db):
    for days in (3, 10, 20, 40, 400):
        waited(db, days)
    book(db, at=date(2026, 5, 20))
    book_undo(db, waited(db, 1, at=date(2026, 4, 20)), key="undo", at=moment_at(date(2026, 4, 21)))

    found = beside(db).waits

    assert found.days == {3: 1, 10: 1, 20: 1, 40: 1, 400: 1}
    assert (found.median, found.middle_half, found.known, found.looked_at) == (20, (10, 40), 5, 6)
    assert [count for _name, count in found.bands] == [2, 1, 1, 0, 1]


def test_few_known_days_say_nothing():
    assert not Waits({5: 4}, 40).is_enough
    assert Waits({5: 5}, 40).is_enough


def test_a_kind_that_sold_out_is_wished_for_until_there_is_one_again(db):
    for category in ("bookcase", "bookcase", "task_chair"):
        book(db, at=date(2026, 5, 11), category=category)
    make_item(db, category=make_category(db, "task_chair"))
    make_unit(db, category=make_category(db, "bookcase"), stage=Stage.IN_WORKSHOP)

    assert [(wish.key, wish.got, wish.under_way) for wish in beside(db).wishes.rows] == [("bookcase", 2, 1)]
    shelf = make_category(db, "bookcase")
    shelf.is_active = False
    db.add(shelf)
    db.flush()
    assert beside(db).wishes.rows == []
    shelf.is_active = True
    make_item(db, category=shelf)
    assert beside(db).wishes.rows == []


def test_the_works_cost_is_minutes_by_station_parts_and_repairers(db):
    chair, shelf = make_category(db, "task_chair"), make_category(db, "bookcase")
    here = chair.municipality_id
    station = Station(municipality_id=here, name="Stole")
    db.add(station)
    db.flush()
    db.add(StationCategory(municipality_id=here, station_id=station.id, category_id=chair.id))
    worker = make_person(db, Role.WORKSHOP)
    for kind, minutes, at in ((chair, 90, MAY), (shelf, 31, MAY), (chair, 500, MAY + timedelta(days=40))):
        job = Job(
            municipality_id=here, unit_id=make_unit(db, category=kind).id, started_by_id=worker.id, started_at=at,
            minutes=minutes, external_cost_ore=10_000 if kind is shelf else 0,
        )  # fmt: skip
        db.add(job)
        db.flush()
        db.add(JobPart(municipality_id=here, job_id=job.id, name="Hjul", cost_ore=2_500))
    db.flush()

    found = beside(db).work

    assert [(each.name, each.minutes, each.ore) for each in found.stations] == [("Stole", 90, 37_500), ("", 31, 12_917)]
    assert (found.parts_ore, found.others_ore, found.total_ore) == (5_000, 10_000, 37_500 + 12_917 + 15_000)


def test_half_an_ore_of_work_is_rounded_as_in_the_ledger():
    assert read_work([Row("work", "", 1, 30)], ore_an_hour=35_001).total_ore == 17_501


def test_another_municipality_has_no_part_in_any_of_it(db, given):
    make_municipality(db)

    found = beside(db)

    assert (found.outcomes.total, found.waits.looked_at, list(found.wishes.rows), found.work.total_ore) == (0, 0, [], 0)


def test_the_page_shows_the_pictures_with_a_table_behind(db, browse, given):
    for days in (3, 10, 20, 40, 400):
        waited(db, days)

    page = browse(make_person(db, Role.LEADER)).get("/reports?period=2026-05").text

    assert "Hvad der blev af det, der kom ind" in page
    assert "Halvdelen er i brug igen efter 20 dage" in page
    assert "Udsolgt og ønsket: Kontorstol" in page
    assert "skilt ad til materialer" in page
    assert "4,000" in page


def test_the_same_month_a_year_ago_stands_beside_the_month(db, browse):
    for at, count in ((date(2025, 5, 11), 1), (date(2026, 4, 11), 2), (date(2026, 5, 11), 3)):
        for _each in range(count):
            book(db, at=at)

    page = browse(make_person(db, Role.LEADER)).get("/reports?period=2026-05").text

    assert "Nu og før" in page
    assert "200 % mere" in page  # than in May of the year before
    assert "50 % mere" in page  # than in April


@pytest.mark.parametrize("most, since, reused", [(10, None, 3), (2, date(2026, 5, 10), 2)])
def test_of_very_many_things_the_latest_are_told_of_and_since_when(db, browse, monkeypatch, most, since, reused):
    monkeypatch.setattr(rows, "MOST_LOOKED_BACK_AT", most - 1)
    school = make_institution(db)
    for day in (9, 10, 11):
        unit = make_unit(
            db, stage=Stage.HANDED_OVER, received_at=moment_at(date(2026, 5, day)), giver_id=school.id
        )  # fmt: skip
        db.add(
            Job(
                municipality_id=unit.municipality_id, unit_id=unit.id, minutes=60, started_at=unit.received_at,
                started_by_id=make_person(db).id,
            )
        )  # fmt: skip
    book(db)

    found = beside(db)

    assert found.since == since
    assert found.outcomes.things[Outcome.REUSED] == reused
    assert found.work.minutes == reused * 60
    assert len(given_things(db, may(db), Outcome.REUSED)) == reused
    shown = browse(make_person(db, Role.LEADER)).get("/reports?period=2026-05").text
    assert ("Kun det, der kom ind fra 10. maj 2026" in shown) == (since is not None)
