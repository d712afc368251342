"""The workshop's units, jobs and erasures, read for those who work there."""

from app.workshop.burdens import Burdens, PartUsed, burdens_of_unit, burdens_of_units

__all__ = ["Burdens", "PartUsed", "burdens_of_unit", "burdens_of_units"]
