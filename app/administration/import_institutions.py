"""Workplaces and their accounts from a spreadsheet: known numbers are changed, new ones added, nothing is removed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, select

from app.accounts.actions import add_institution, open_account
from app.accounts.models import Account, Institution, InstitutionKind
from app.accounts.upkeep import change_account, change_institution, renew_paths
from app.accounts.viewer import Viewer
from app.administration.spreadsheets import Row, Sheet
from app.core.i18n import _

FACTS = ("name", "kind", "gln", "address", "postal_code", "town", "phone", "access", "access_note", "distance_m")
DEEPEST = 8


@dataclass
class Place:
    """One row of the file beside what is known already."""

    row: Row
    known: Institution | None
    parent: str | None = None  # the number of the workplace above; None at the top
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> str:
        return str(self.row["number"])

    @property
    def is_same(self) -> bool:
        return self.known is not None and not self.changes


@dataclass
class InstitutionPlan:
    """What the import would do; `sheet.faults` says what stops it."""

    sheet: Sheet
    places: list[Place]
    known: Mapping[str, Institution]
    accounts: Mapping[str, Account]

    @property
    def new(self) -> list[Place]:
        return [place for place in self.places if place.known is None]

    @property
    def changed(self) -> list[Place]:
        return [place for place in self.places if place.known and place.changes]

    def name_of(self, number: str | None) -> str:
        """The name of a workplace of the file or of the municipality."""
        named = {place.number: str(place.row["name"]) for place in self.places}
        known = self.known.get(number or "")
        return named.get(number or "", known.name if known else "")


def plan_institutions(db: Session, sheet: Sheet) -> InstitutionPlan:
    """Compare the file with the municipality's workplaces. Changes nothing."""
    known = {row.number: row for row in db.exec(select(Institution))}
    accounts = {row.number: row for row in db.exec(select(Account))}
    plan = InstitutionPlan(sheet, [Place(row, known.get(row["number"])) for row in sheet.rows], known, accounts)
    for key in ("number", "account_number"):
        _refuse_repeats(sheet, key)
    numbers = {row.id: row.number for row in known.values()}
    above = {row.number: numbers.get(row.parent_id) if row.parent_id else None for row in known.values()}
    finder = _Finder(plan)
    for place in plan.places:
        place.parent = finder.parent_of(place) if place.row.has("parent") else above.get(place.number)
        above[place.number] = place.parent
    _refuse_circles(plan, above)
    for place in plan.places:
        place.changes = _changes(place, set(above.values()), numbers)
    return plan


def _refuse_repeats(sheet: Sheet, key: str) -> None:
    first: dict[str, int] = {}
    for row in sheet.rows:
        if value := row.get(key):
            if value in first:
                sheet.fault(row, key, _("%(value)s is also in row %(row)s", value=value, row=first[value]))
            first.setdefault(value, row.number)


class _Finder:
    """Finds the workplace a row belongs under, by its number or its name."""

    def __init__(self, plan: InstitutionPlan) -> None:
        self.sheet = plan.sheet
        self.names = {number: row.name.casefold() for number, row in plan.known.items()}
        self.names |= {place.number: place.row["name"].casefold() for place in plan.places}
        self.counted = Counter(self.names.values())
        self.numbers = {name: number for number, name in self.names.items()}

    def parent_of(self, place: Place) -> str | None:
        wanted = place.row["parent"]
        if not wanted or wanted in self.names:
            return wanted or None
        name = wanted.casefold()
        if self.counted[name] == 1:
            return self.numbers[name]
        reason = (
            _("Several workplaces are called %(name)s. Write the number instead.", name=wanted)
            if name in self.counted
            else _("We know no workplace called %(name)s. Give it a row of its own.", name=wanted)
        )
        self.sheet.fault(place.row, "parent", reason)
        return None


def _refuse_circles(plan: InstitutionPlan, above: Mapping[str, str | None]) -> None:
    for place in plan.places:
        seen, here = {place.number}, above[place.number]
        while here is not None and here not in seen and len(seen) < DEEPEST:
            seen.add(here)
            here = above.get(here)
        if here is not None:
            reason = (
                _("A workplace cannot be below itself.")
                if here in seen
                else _("The tree may have at most %(levels)s levels.", levels=DEEPEST)
            )
            plan.sheet.fault(place.row, "parent", reason)


def _changes(place: Place, parents: set[str | None], numbers: Mapping[Any, str]) -> dict[str, Any]:
    """The columns the file would set: all it has for a new workplace, those that differ for a known one."""
    facts = {key: place.row[key] for key in FACTS if place.row.has(key)}
    if facts.get("kind") is None:
        facts.pop("kind", None)
        if place.known is None:
            facts["kind"] = _likely_kind(is_parent=place.number in parents, is_child=place.parent is not None)
    if place.known is None:
        return facts
    known = place.known
    differing = {key: value for key, value in facts.items() if getattr(known, key) != value}
    if place.parent != (numbers.get(known.parent_id) if known.parent_id else None):
        differing["parent"] = place.parent
    return differing


def _likely_kind(*, is_parent: bool, is_child: bool) -> InstitutionKind:
    if is_parent:
        return InstitutionKind.CENTRE if is_child else InstitutionKind.DIRECTORATE
    return InstitutionKind.INSTITUTION


def _parents_first(places: Iterable[Place]) -> list[Place]:
    waiting, done, order = {place.number: place for place in places}, set[str](), list[Place]()

    def take(place: Place) -> None:
        if place.number in done:
            return
        done.add(place.number)
        if place.parent in waiting:
            take(waiting[str(place.parent)])
        order.append(place)

    for place in waiting.values():
        take(place)
    return order


def import_institutions(db: Session, plan: InstitutionPlan, *, by: Viewer | None) -> None:
    """Do what the plan says. Its sheet must be without faults."""
    at = dict(plan.known)
    for place in _parents_first(plan.places):
        parent = at[place.parent] if place.parent else None
        if place.known is None:
            at[place.number] = add_institution(
                db, db.info["municipality_id"], number=place.number, parent=parent, by=by, **place.changes
            )
        elif place.changes:
            facts = {key: value for key, value in place.changes.items() if key != "parent"}
            change_institution(db, place.known, by=by, **facts, parent_id=parent.id if parent else None)
    renew_paths(db)
    for place in plan.places:
        _import_account(db, place.row, at[place.number], plan.accounts, by)


def _import_account(
    db: Session, row: Row, institution: Institution, accounts: Mapping[str, Account], by: Viewer | None
) -> None:
    number, name = row.get("account_number"), row.get("account_name")
    if not number:
        return
    if number not in accounts:
        open_account(db, institution, number=number, name=name or institution.name, by=by)
        return
    known = accounts[number]
    change_account(db, known, by=by, institution_id=institution.id, name=name or known.name)
