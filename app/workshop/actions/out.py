"""What is at a repairer outside can neither be finished nor given up nor leave before it is back."""

from uuid import UUID

from sqlmodel import Session

from app.core.errors import DomainError
from app.core.i18n import _
from app.workshop.leaving.queries import out_for_repair


class OutAlready(DomainError):
    message = _("The thing is out for repair at %(repairer)s. Say that it is back first.")


def refuse_out(db: Session, unit_id: UUID) -> None:
    """Raise `OutAlready` while the unit is at a repairer."""
    away = out_for_repair(db, [unit_id]).get(unit_id)
    if away is not None:
        raise OutAlready(repairer=away.repairer)
