"""What somebody who has every released table can work out: each cell's least and greatest possible value.

An integer programme over the atoms of the tables (`cells`): shown cells are equations, "<5" means one to four, a hidden
cell is at least one. The solver (SciPy's HiGHS) is loaded when it is first asked, because it is large.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.social.cells import HEADS, Atom, Kind, WorkGroup, atoms_of, kind_of
from app.social.periods import SocialPeriod, periods_of

FEW: Final = "<5"
HIDDEN: Final = "hidden"
FEWEST: Final = 5
# What a solver needs in place of endlessly many.
MOST: Final = {Kind.HEADS: 10_000, Kind.MOVES: 10_000, Kind.HOURS: 10_000_000, Kind.MONEY: 10_000_000}
Shown = int | str


class TablesDisagree(Exception):
    """No figures at all fit the tables together."""


@dataclass
class _Row:
    atoms: Mapping[Atom, float]
    low: float
    high: float


@dataclass
class Knowledge:
    """What the tables of one year say together."""

    rows: list[_Row] = field(default_factory=list)

    def learn(self, period: SocialPeriod, cells: Mapping[str, Shown]) -> None:
        """Add a released table."""
        for key, shown in cells.items():
            low, high = _bounds(key, shown)
            self.rows.append(_Row(dict.fromkeys(atoms_of(key, period), 1.0), low, high))

    def interval(self, key: str, period: SocialPeriod) -> tuple[float, float]:
        """The least and the greatest the cell can be. `TablesDisagree` where nothing fits."""
        wanted = atoms_of(key, period)
        rows = _touching(self.rows + _rules(period.year), wanted)
        return _solve(rows, wanted, 1), _solve(rows, wanted, -1)


def knowledge_of(tables: Iterable[tuple[SocialPeriod, Mapping[str, Shown]]]) -> Knowledge:
    """What somebody knows who has these tables."""
    known = Knowledge()
    for period, cells in tables:
        known.learn(period, cells)
    return known


def _bounds(key: str, shown: Shown) -> tuple[float, float]:
    kind = kind_of(key)
    is_money = kind is Kind.MONEY
    if isinstance(shown, int):
        return (shown - 0.5, shown + 0.5) if is_money else (shown, shown)
    if shown == FEW:
        return 1, FEWEST - 1
    return (-MOST[kind] if is_money else 1), MOST[kind]


def _rules(year: int) -> list[_Row]:
    """What everybody knows: special terms are part of all staff, and a year has as many heads as its largest half."""
    found = []
    part, whole = WorkGroup.SPECIAL_TERMS.value, WorkGroup.ALL_STAFF.value
    first, second, all_year = (period.key for period in periods_of(year))
    for kind, periods in ((Kind.HEADS, (first, second, all_year)), (Kind.HOURS, (first, second))):
        for period in periods:
            both: dict[Atom, float] = {(f"{kind}:{whole}", period): 1, (f"{kind}:{part}", period): -1}
            found.append(_Row(both, 0, MOST[kind]))
    most = MOST[Kind.HEADS]
    for key in HEADS:
        # The year is no larger than one of its halves: `either`, 0 or 1, says which.
        either: Atom = ("either", key)
        for half, times, least in ((first, most, 0), (second, -most, -most)):
            found.append(_Row({(key, all_year): 1, (key, half): -1}, 0, most))
            found.append(_Row({(key, all_year): -1, (key, half): 1, either: times}, least, 2 * most))
    return found


def _touching(rows: Sequence[_Row], wanted: Sequence[Atom]) -> list[_Row]:
    """Only the rows that are tied to these atoms, however far around."""
    reached, left, found = set(wanted), list(rows), []
    while near := [row for row in left if reached & set(row.atoms)]:
        found += near
        left = [row for row in left if not any(row is each for each in near)]
        reached |= {atom for row in near for atom in row.atoms}
    return found


def _solve(rows: Sequence[_Row], wanted: Sequence[Atom], way: int) -> float:
    from scipy.optimize import Bounds, LinearConstraint, milp

    atoms = sorted({atom for row in rows for atom in row.atoms} | set(wanted))
    place = {atom: n for n, atom in enumerate(atoms)}
    goal = [float(way) if atom in set(wanted) else 0.0 for atom in atoms]
    matrix = [[row.atoms.get(atom, 0.0) for atom in atoms] for row in rows]
    limits = [_limits(atom) for atom in atoms]
    ties: Any = [LinearConstraint(matrix, [row.low for row in rows], [row.high for row in rows])] if rows else []
    found = milp(
        goal, integrality=[int(not atom[0].startswith("money")) for atom in atoms], constraints=ties,
        bounds=Bounds([low for low, _high in limits], [high for _low, high in limits]),
    )  # fmt: skip
    if found.x is None:
        raise TablesDisagree
    return round(sum(float(found.x[place[atom]]) for atom in wanted), 3)


def _limits(atom: Atom) -> tuple[float, float]:
    if atom[0] == "either":
        return 0, 1
    kind = kind_of(atom[0])
    return (-MOST[kind] if kind is Kind.MONEY else 0), MOST[kind]


def is_pinned(key: str, shown: Shown | None, low: float, high: float) -> bool:
    """Whether what can be worked out of a cell is too narrow.

    A cell that says "<5" must stay possible from one to four, and any other hidden one must be open over at least five
    persons, hours or thousands of kroner. A cell of a table that is not released may be known to be nought, or large.
    """
    if shown == FEW:
        return low > 1 or high < FEWEST - 1
    if shown is None and kind_of(key) in (Kind.HEADS, Kind.MOVES):
        is_open = low <= 1 and high >= FEWEST - 1
        return not is_open and high - low < FEWEST and low < FEWEST and high > 0
    return high - low < FEWEST and not low == high == 0
