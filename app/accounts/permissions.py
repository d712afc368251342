"""Who may do what: the one table. Nothing else knows roles."""

from enum import StrEnum

from app.accounts.models import Role


class Permission(StrEnum):
    SHOP = "shop"  # see items on offer, fill a basket, order for one's own workplace
    ORDER_FOR_OTHERS = "order_for_others"
    REPORT_SURPLUS = "report_surplus"
    SEE_INSTITUTION_SURPLUS = "see_institution_surplus"
    APPROVE_ORDERS = "approve_orders"
    SEE_INSTITUTION_ORDERS = "see_institution_orders"
    REVIEW_SURPLUS = "review_surplus"  # accept, ask, decline
    RECEIVE_UNITS = "receive_units"
    WORK_ON_UNITS = "work_on_units"
    RECORD_ERASURE = "record_erasure"
    MANAGE_ERASURE = "manage_erasure"  # what is demanded of erasures, and all records as a file
    PUBLISH_ITEMS = "publish_items"
    SCRAP_UNITS = "scrap_units"
    PRINT_LABELS = "print_labels"
    MANAGE_WORKSHOP = "manage_workshop"  # checklists, stations, places, the stock of parts, the rule for erasure
    PLAN_RUNS = "plan_runs"
    DRIVE_RUNS = "drive_runs"
    REGISTER_PURCHASES = "register_purchases"  # what was bought new for workplaces of one's own part of the tree
    FULFIL_ORDERS = "fulfil_orders"  # see every order, take returns
    SEE_REPORTS = "see_reports"
    EXPORT_LINES = "export_lines"
    SET_GOALS = "set_goals"  # goals and campaigns for one's own part of the tree
    CLOSE_PERIODS = "close_periods"  # from then on the period's report stands as it is
    MANAGE_SOCIAL = "manage_social"  # the unsuppressed figures of groups, and what is released of them
    SEE_OVERSIGHT = "see_oversight"  # the quarterly pages of management control, with who has signed
    SIGN_OVERSIGHT = "sign_oversight"  # "Tilsyn gennemført", as a budget holder
    SEE_HISTORY = "see_history"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_SETTINGS = "manage_settings"
    IMPORT_FILES = "import_files"


P = Permission
_EVERYDAY = {P.SHOP, P.REPORT_SURPLUS}
_BUDGET_HOLDER = {P.SEE_OVERSIGHT, P.SIGN_OVERSIGHT}
_WORKSHOP = {P.RECEIVE_UNITS, P.WORK_ON_UNITS, P.RECORD_ERASURE, P.PRINT_LABELS, P.REVIEW_SURPLUS}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.EMPLOYEE: frozenset(_EVERYDAY),
    Role.CARETAKER: frozenset(_EVERYDAY | {P.SEE_INSTITUTION_SURPLUS}),
    Role.APPROVER: frozenset(
        _EVERYDAY | {P.APPROVE_ORDERS, P.SEE_INSTITUTION_ORDERS, P.REGISTER_PURCHASES} | _BUDGET_HOLDER
    ),
    Role.INSTITUTION_MANAGER: frozenset(
        {P.SEE_INSTITUTION_SURPLUS, P.SEE_INSTITUTION_ORDERS, P.APPROVE_ORDERS, P.SEE_REPORTS}
        | {P.REGISTER_PURCHASES, P.SET_GOALS}
        | _EVERYDAY
        | _BUDGET_HOLDER
    ),
    Role.WORKSHOP: frozenset({P.SHOP} | _WORKSHOP),
    Role.WORKSHOP_LEAD: frozenset(
        {P.SHOP, P.ORDER_FOR_OTHERS, P.PUBLISH_ITEMS, P.SCRAP_UNITS, P.MANAGE_WORKSHOP, P.MANAGE_ERASURE}
        | {P.PLAN_RUNS, P.FULFIL_ORDERS, P.SEE_HISTORY, P.SEE_REPORTS}
        | _WORKSHOP
    ),
    Role.DRIVER: frozenset({P.SHOP, P.DRIVE_RUNS}),
    Role.LEADER: frozenset({P.SHOP, P.SEE_REPORTS, P.EXPORT_LINES, P.SET_GOALS}),
    Role.FINANCE: frozenset(
        {P.SHOP, P.SEE_REPORTS, P.EXPORT_LINES, P.CLOSE_PERIODS, P.SEE_HISTORY, P.REGISTER_PURCHASES}
        | {P.SEE_OVERSIGHT}
    ),
    Role.ADMINISTRATOR: frozenset(
        {P.SHOP, P.MANAGE_PEOPLE, P.MANAGE_SETTINGS, P.MANAGE_ERASURE, P.IMPORT_FILES}
        | {P.SEE_HISTORY, P.SEE_REPORTS, P.EXPORT_LINES, P.CLOSE_PERIODS, P.MANAGE_SOCIAL}
        | {P.REGISTER_PURCHASES, P.SET_GOALS, P.SEE_OVERSIGHT}
    ),
}

# What each role comes to first, most hands-on first: a person with several roles starts at the first they hold.
START_PAGES: tuple[tuple[Role, str], ...] = (
    (Role.DRIVER, "/runs/today"),
    (Role.WORKSHOP_LEAD, "/workshop"),
    (Role.WORKSHOP, "/workshop"),
    (Role.ADMINISTRATOR, "/admin"),
    (Role.LEADER, "/reports"),
    (Role.FINANCE, "/reports"),
    (Role.APPROVER, "/approvals"),
)
