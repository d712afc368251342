"""How much room things take in the van, in litres: an estimate to plan by."""

from collections.abc import Iterable

from app.intake.models import What

# Because reported surplus has no category yet, the kind of thing must do; about the middle of the categories of a kind.
REPORT_VOLUME_L: dict[What | None, int] = {
    What.CHAIRS: 350,
    What.TABLES: 500,
    What.STORAGE: 600,
    What.IT: 60,
    What.CHILDREN: 200,
    What.OTHER: 300,
    None: 300,
}


def peak_load_l(places: Iterable[tuple[int, int]], *, fetched_l: int = 0) -> int:
    """The fullest the van gets, in litres, over the places in driving order: (litres off, litres on) at each.

    It leaves with everything that is to be delivered, but for the `fetched_l` litres that come aboard on the way; at
    each place it is unloaded before it is loaded.
    """
    in_order = list(places)
    aboard = fullest = sum(off for off, _on in in_order) - fetched_l
    for off, on in in_order:
        aboard += on - off
        fullest = max(fullest, aboard)
    return fullest


def use_percent(load_l: int, capacity_l: int) -> int:
    """How full that is, in whole percent, rounded up so that a van a little too full says so."""
    return -(-load_l * 100 // capacity_l)
