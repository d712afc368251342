"""The words of the house for what the administrator's pages show."""

from collections.abc import Mapping

from app.accounts.models import Access, ApprovalRule, InstitutionKind, PriceMode, Role
from app.administration.models import ImportKind
from app.core.i18n import Text, _

ROLES: Mapping[Role, tuple[Text, Text]] = {
    Role.EMPLOYEE: (_("Employee"), _("Orders things and gives things away")),
    Role.CARETAKER: (_("Caretaker"), _("Gives things away for the whole workplace")),
    Role.APPROVER: (_("Approver"), _("Says yes or no to orders")),
    Role.INSTITUTION_MANAGER: (_("Head of workplace"), _("Approves, and sees what the workplace saves")),
    Role.WORKSHOP: (_("Workshop worker"), _("Receives things and makes them ready")),
    Role.WORKSHOP_LEAD: (_("Workshop lead"), _("Puts things in the shop, sets prices and plans runs")),
    Role.DRIVER: (_("Driver"), _("Collects and delivers")),
    Role.LEADER: (_("Leader"), _("Sees what is saved")),
    Role.FINANCE: (_("Finance"), _("Sees the figures, their lines and the history")),
    Role.ADMINISTRATOR: (_("Administrator"), _("People, workplaces, settings and imports")),
}
KINDS: Mapping[InstitutionKind, Text] = {
    InstitutionKind.DIRECTORATE: _("Directorate"),
    InstitutionKind.CENTRE: _("Centre"),
    InstitutionKind.INSTITUTION: _("Workplace"),
}
ACCESSES: Mapping[Access, Text] = {
    Access.STREET: _("Straight in from the street"),
    Access.LIFT: _("By lift"),
    Access.STAIRS: _("By stairs"),
}
PRICE_MODES: Mapping[PriceMode, tuple[Text, Text]] = {
    PriceMode.FIXED: (_("Fixed price"), _("Each thing has its price")),
    PriceMode.FREE: (_("Everything is free"), _("The shop writes “Free”")),
    PriceMode.HANDLING_FEE: (_("Handling fee"), _("Things are free; each thing costs the same fee")),
}
APPROVAL_RULES: Mapping[ApprovalRule, tuple[Text, Text]] = {
    ApprovalRule.ABOVE_LIMIT: (_("Above a limit"), _("Smaller orders go straight through")),
    ApprovalRule.ALWAYS: (_("Always"), _("Every order waits for a yes")),
    ApprovalRule.NEVER: (_("Never"), _("Every order goes straight through")),
}
IMPORTS: Mapping[ImportKind, Text] = {
    ImportKind.INSTITUTIONS: _("Workplaces"),
    ImportKind.ITEMS: _("Things"),
}
EVENTS: Mapping[str, Text] = {
    "account_changed": _("Cost centre changed"),
    "account_opened": _("Cost centre opened"),
    "approval_asked": _("Approval asked for"),
    "category_added": _("Category added"),
    "delivery_failed": _("Delivery failed"),
    "delivery_planned": _("Delivery planned"),
    "device_released": _("Device loosened from its former owner"),
    "erasure_log_kept": _("Log of an erasure kept"),
    "erasure_log_read_in": _("Log of erasures read in"),
    "erasure_policy_set": _("Demand on erasures changed"),
    "erasure_recorded": _("Data erasure recorded"),
    "erasure_verified": _("Data erasure verified"),
    "erasures_exported": _("Records of erasures taken out"),
    "file_imported": _("Spreadsheet read in"),
    "institution_added": _("Workplace added"),
    "institution_changed": _("Workplace changed"),
    "item_created": _("Item made"),
    "item_published": _("Item put in the shop"),
    "item_revised": _("Item changed"),
    "item_withdrawn": _("Item taken out of the shop"),
    "help_answered": _("Help given"),
    "help_asked": _("Help asked for"),
    "job_finish_undone": _("Job not finished after all"),
    "job_finished": _("Job finished"),
    "job_passed": _("Quality check passed"),
    "job_sent_back": _("Job sent back"),
    "checklist_step_added": _("Checklist: step added"),
    "checklist_step_changed": _("Checklist: step changed"),
    "checklist_step_moved": _("Checklist: step moved"),
    "checklist_step_removed": _("Checklist: step removed"),
    "station_changed": _("Station changed"),
    "station_closed": _("Station closed"),
    "station_opened": _("Station opened"),
    "timer_dropped": _("Time not counted"),
    "timer_started": _("Time started"),
    "job_started": _("Job started"),
    "job_stop_undone": _("Stopped job taken up again"),
    "job_stopped": _("Job stopped"),
    "label_bound": _("Label put on"),
    "label_taken_off": _("Label taken off"),
    "labels_made": _("Blank labels made"),
    "medium_added": _("Disk listed"),
    "medium_changed": _("Disk corrected"),
    "medium_struck": _("Disk taken off the list"),
    "minutes_added": _("Minutes noted"),
    "minutes_undone": _("Minutes taken back"),
    "municipality_founded": _("Municipality founded"),
    "order_approved": _("Order approved"),
    "order_cancelled": _("Order cancelled"),
    "order_confirmed": _("Order confirmed"),
    "order_delivered": _("Order delivered"),
    "order_edited": _("Order changed"),
    "order_loaded": _("Order loaded"),
    "order_placed": _("Order placed"),
    "order_reduced": _("Order reduced"),
    "order_rejected": _("Order rejected"),
    "order_reopened": _("Order opened again"),
    "order_unloaded": _("Order unloaded"),
    "part_removed": _("Part taken off the list"),
    "part_used": _("Part used"),
    "password_set": _("Password set"),
    "person_added": _("Person added"),
    "person_changed": _("Person changed"),
    "person_disabled": _("Access closed"),
    "person_enabled": _("Access opened again"),
    "person_signed_in": _("Signed in"),
    "return_asked": _("Return asked for"),
    "return_closed": _("Return closed with fewer than asked for"),
    "return_received": _("Return received"),
    "role_given": _("Role given"),
    "role_taken": _("Role taken back"),
    "run_changed": _("Run changed"),
    "run_ended": _("Run ended"),
    "run_planned": _("Run planned"),
    "run_started": _("Run started"),
    "settings_changed": _("Settings changed"),
    "stop_done": _("Stop done"),
    "stop_failed": _("Stop failed"),
    "stop_planned": _("Stop planned"),
    "stop_removed": _("Stop removed"),
    "stop_reopened": _("Stop opened again"),
    "storage_place_added": _("Storage place added"),
    "surplus_discarded": _("Surplus report dropped"),
    "surplus_sent": _("Surplus reported"),
    "surplus_started": _("Surplus report begun"),
    "task_done": _("Step done"),
    "task_undone": _("Step undone"),
    "unit_came_back": _("Unit came back"),
    "unit_changed": _("Unit changed"),
    "unit_hand_over_undone": _("Hand-over undone"),
    "unit_handed_over": _("Unit handed over"),
    "unit_left_item": _("Unit left an item"),
    "unit_offered": _("Unit put in the shop"),
    "unit_received": _("Unit received"),
    "unit_released": _("Unit released"),
    "unit_reserved": _("Unit reserved"),
    "unit_scrapped": _("Unit scrapped"),
    "unit_sold_off": _("Unit sold off"),
    "unit_taken_in": _("Unit taken into the workshop"),
    "unit_withdrawn": _("Unit taken out of the shop"),
    "unit_set_made": _("Set made"),
    "units_joined_set": _("Units joined a set"),
    "units_joined_item": _("Units joined an item"),
}


def event_name(name: str) -> Text | str:
    """What happened, in words; an event nobody has worded yet says its name."""
    return EVENTS.get(name) or name.replace("_", " ").capitalize()


def role_options() -> list[tuple[str, str]]:
    """The roles for a select: value, and name with what it is for."""
    return [(role.value, f"{name} – {text}") for role, (name, text) in ROLES.items()]
