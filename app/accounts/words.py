"""Who the demo people are, in plain words and one picture."""

from collections.abc import Mapping

from app.accounts.models import Role
from app.core.i18n import Text, _

DEMO_ROLES: Mapping[Role, tuple[Text, str]] = {
    Role.EMPLOYEE: (_("Employee at %(place)s"), "armchair"),
    Role.CARETAKER: (_("Caretaker at %(place)s"), "camera-plus"),
    Role.APPROVER: (_("Budget holder at %(place)s"), "user-check"),
    Role.INSTITUTION_MANAGER: (_("Head of %(place)s"), "building"),
    Role.WORKSHOP: (_("Workshop hand at %(place)s"), "tool"),
    Role.WORKSHOP_LEAD: (_("Workshop lead at %(place)s"), "clipboard-list"),
    Role.DRIVER: (_("Driver at %(place)s"), "truck"),
    Role.LEADER: (_("Director at %(place)s"), "chart-bar"),
    Role.FINANCE: (_("Finance officer at %(place)s"), "coins"),
    Role.ADMINISTRATOR: (_("Administrator at %(place)s"), "settings"),
}
