"""The controller notes figures of groups; opening them is itself written in history."""

from datetime import date

import pytest
from sqlmodel import col, select
from time_machine import travel

from app.accounts.models import Role
from app.history.models import Event
from app.social.cells import Outcome, WorkGroup
from app.social.models import ExternalFigure, Progression, RoleHolder, SocialMonth, SocialRules
from tests.factories import make_institution, make_person, make_viewer
from tests.social.factories import make_moves

MONTH = {"month": "2025-12", "work_group": "trainees", "heads": "15", "hours": "713"}
MOVED = {
    "half": "2025-H2", "from_group": "trainees", "outcome": "flex_job", "people": "6", "months": "8",
    "benefit_before": "ledighedsydelse_89", "benefit_after": "fleksloentilskud", "wage_ore": "9.000",
}  # fmt: skip


@pytest.fixture(autouse=True)
def january():
    with travel("2026-01-20 12:00:00+00:00", tick=False):
        yield


@pytest.fixture
def asta(db, browse):
    return browse(make_person(db, Role.ADMINISTRATOR))


def test_a_month_is_noted_and_corrected(db, asta):
    asta.post("/admin/social/months", MONTH)
    asta.post("/admin/social/months", {**MONTH, "heads": "16"})

    kept = db.exec(select(SocialMonth)).one()
    assert (kept.month, kept.work_group, kept.heads, kept.hours) == (date(2025, 12, 1), WorkGroup.TRAINEES, 16, 713)


def test_those_who_moved_on_are_noted_and_taken_back(db, asta):
    asta.post("/admin/social/progressions", MOVED)
    kept = db.exec(select(Progression)).one()

    assert (kept.outcome, kept.people, kept.wage_ore, kept.half) == (Outcome.FLEX_JOB, 6, 900_000, date(2025, 7, 1))
    db.commit()
    asta.post(f"/admin/social/progressions/{kept.id}/removal")
    assert db.exec(select(Progression)).all() == []


@pytest.mark.parametrize(
    "address,sent,sentence",
    [
        ("months", {**MONTH, "month": "dec"}, "Skriv år og måned"),
        ("months", {**MONTH, "month": "2027-01"}, "ikke begyndt"),
        ("months", {**MONTH, "heads": "-1"}, "Skriv 0 eller mere"),
        ("months", {**MONTH, "month": "2024-03"}, "blevet en del af sit år"),
        ("months", {**MONTH, "work_group": "special_terms"}, "Databeskyttelsesrådgiveren skal"),
        ("progressions", {**MOVED, "half": "2025"}, "Vælg en af mulighederne"),
        ("progressions", {**MOVED, "people": "0"}, "Skriv 1 eller mere"),
        ("progressions", {**MOVED, "benefit_before": "anything"}, "Vælg en af mulighederne"),
        ("external", {"year": "2025", "amount_ore": "mange"}, "Skriv et tal"),
        ("rules", {"deadweight": "101", "attribution": "100", "tax": "25"}, "Skriv 100 eller mindre"),
        (
            "rules",
            {"deadweight": "0", "attribution": "100", "tax": "25", "special_allowed_on": "2026-01-01"},
            "Skriv både datoen",
        ),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(db, asta, address, sent, sentence):
    answer = asta.post(f"/admin/social/{address}", sent, may_fail=True)

    assert answer.status_code == 422
    assert sentence in answer.text
    for table in (SocialMonth, Progression, ExternalFigure, SocialRules):
        assert db.exec(select(table)).all() == []


def test_the_rules_are_kept_to_the_hundredth_of_a_percent(db, asta):
    allowed = {"special_allowed_on": "2026-01-05", "special_allowed_by": "data_protection_officer"}
    asta.post("/admin/social/rules", {"deadweight": "12,5", "attribution": "75", "tax": "25,64", **allowed})

    kept = db.exec(select(SocialRules)).one()
    assert (kept.deadweight_basis_points, kept.attribution_basis_points, kept.tax_basis_points) == (1250, 7500, 2564)
    assert kept.special_allowed_by is RoleHolder.DATA_PROTECTION_OFFICER
    assert "12,5" in asta.get("/admin/social").text


def test_the_page_holds_no_figure_until_it_is_opened_and_that_is_in_history(db, asta):
    by = make_viewer(db, Role.ADMINISTRATOR)
    make_moves(db, by, 2, wage_ore=2_345_600)
    db.commit()
    asta.post("/admin/social/months", MONTH)

    assert "713" not in asta.get("/admin/social").text
    for turn in (1, 2):
        opened = asta.post("/admin/social/reading").text
        assert "713" in opened
        assert "23.456" in opened
        assert len(db.exec(select(Event).where(Event.name == "social_figures_read")).all()) == turn
        db.commit()


def test_history_says_that_figures_were_noted_and_not_which(db, asta):
    asta.post("/admin/social/months", MONTH)
    asta.post("/admin/social/progressions", MOVED)

    said = db.exec(select(Event).where(col(Event.subject_type).in_(["social_month", "progression"]))).all()
    assert len(said) == 2
    assert not {"heads", "hours", "people", "wage_ore", "benefit_before", "outcome"} & {
        k for e in said for k in e.after
    }


def test_somebody_who_looks_after_a_part_only_is_not_let_in(db, browse):
    partly = browse(make_person(db, Role.ADMINISTRATOR, at=make_institution(db)))

    assert partly.get("/admin/social", may_fail=True).status_code == 404
    assert partly.post("/admin/social/reading", may_fail=True).status_code == 404
