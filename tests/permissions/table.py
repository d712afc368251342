"""Who may open what: every route, every method, every role, and whose the thing is. The one table the test runs.

`own` is the viewer's own thing (or one of their institution's, where the row says so), `other` one of another
institution in the same municipality. A thing of another municipality does not exist for anyone; it is not in the table
because there is no exception.
"""

from dataclasses import dataclass

from app.accounts.models import Role
from tests.permissions.office_table import OFFICE

LETTERS = {
    "E": Role.EMPLOYEE, "C": Role.CARETAKER, "A": Role.APPROVER, "M": Role.INSTITUTION_MANAGER, "W": Role.WORKSHOP,
    "L": Role.WORKSHOP_LEAD, "D": Role.DRIVER, "H": Role.LEADER, "F": Role.FINANCE, "X": Role.ADMINISTRATOR,
}  # fmt: skip
ALL = "ECAMWLDHFX"
GIVERS = "ECAM"
WORK = "WL"
PUBLIC = "public"


@dataclass(frozen=True)
class Row:
    """One route: the kind of thing its address names, and the roles it exists for."""

    method: str
    path: str
    kind: str
    own: str
    other: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def allows(self, role: Role, whose: str) -> bool:
        """Whether the route exists for this role and this thing."""
        letters = {"own": self.own, "other": self.other, "foreign": ""}[whose]
        return role in {LETTERS[letter] for letter in letters}


def _rows(text: str) -> list[Row]:
    names = {"ALL": ALL, "GIVERS": GIVERS, "WORK": WORK, "-": "", PUBLIC: PUBLIC}
    rows = []
    for line in filter(None, map(str.strip, text.splitlines())):
        method, path, kind, own, other = line.split()
        rows.append(Row(method, path, kind, names.get(own, own), names.get(other, other)))
    return rows


# method  route  kind of thing  roles for their own  roles for another institution's
TABLE = _rows(
    """
    GET  /health/live                                      none      public  public
    GET  /health/ready                                     none      public  public
    GET  /was                                              none      public  public
    GET  /sign-in                                          none      public  public
    POST /sign-in                                          none      public  public
    POST /sign-in/demo                                     none      public  public
    POST /sign-out                                         none      public  public
    POST /language                                         none      public  public
    GET  /answer                                           none      public  public
    POST /answer                                           none      public  public
    GET  /signed-in                                        none      public  public
    GET  /sw.js                                            none      public  public
    GET  /app.webmanifest                                  none      public  public

    GET  /                                                 none      ALL     ALL
    GET  /items                                            none      ALL     ALL
    GET  /items/{item_id}                                  item      ALL     ALL
    GET  /photos/{photo_id}/{width}.webp                   photo     ALL     WORK

    GET  /basket                                           none      ALL     ALL
    GET  /basket/summary                                   none      ALL     ALL
    POST /basket/summary                                   none      ALL     ALL
    POST /basket/lines                                     none      ALL     ALL
    POST /basket/lines/{line_id}                           basket    ALL     -
    POST /basket/lines/{line_id}/removal                   basket    ALL     -
    POST /orders                                           none      ALL     ALL
    GET  /orders                                           none      ALL     ALL
    GET  /orders/{order_id}                                order     ALL     L
    GET  /orders/{order_id}/confirmation                   order     ALL     L
    POST /orders/{order_id}/cancellation                   order     ALL     L
    POST /orders/{order_id}/returns                        order     ALL     L
    GET  /orders/{order_id}/changes                        order     ALL     L
    POST /orders/{order_id}/changes                        order     ALL     L
    GET  /approvals                                        none      AM      AM
    GET  /approvals/{order_id}                             approval  AM      -
    POST /approvals/{order_id}/approval                    approval  AM      -
    GET  /returns                                          none      L       L
    POST /returns/{return_id}/receipt                      return    L       L

    GET  /surplus                                          none      GIVERS  GIVERS
    POST /surplus                                          none      GIVERS  GIVERS
    GET  /surplus/{report_id}                              report    GIVERS  -
    GET  /surplus/{report_id}/thanks                       report    GIVERS  -
    POST /surplus/{report_id}/withdrawal                   report    GIVERS  -
    POST /surplus/{report_id}/answer                       report    GIVERS  -
    POST /surplus/{report_id}/discarding                   draft     GIVERS  -
    GET  /surplus/{report_id}/what                         draft     GIVERS  -
    POST /surplus/{report_id}/what                         draft     GIVERS  -
    GET  /surplus/{report_id}/where                        draft     GIVERS  -
    POST /surplus/{report_id}/where                        draft     GIVERS  -
    GET  /surplus/{report_id}/photos                       draft     GIVERS  -
    POST /surplus/{report_id}/photos                       draft     GIVERS  -
    GET  /surplus/{report_id}/photos/{photo_id}            draft     GIVERS  -
    POST /surplus/{report_id}/photos/{photo_id}/removal    draft     GIVERS  -
    POST /surplus/{report_id}/lines                        draft     GIVERS  -
    POST /surplus/{report_id}/lines/merging                draft     GIVERS  -
    POST /surplus/{report_id}/lines/{line_id}/splitting    draft     GIVERS  -
    POST /surplus/{report_id}/lines/{line_id}/removal      draft     GIVERS  -
    GET  /surplus/{report_id}/categories                   draft     GIVERS  -
    GET  /workshop/surplus                                 none      WORK    WORK
    GET  /workshop/surplus/{report_id}                     report    WORK    WORK
    POST /workshop/surplus/{report_id}/acceptance          report    WORK    WORK
    POST /workshop/surplus/{report_id}/question            report    WORK    WORK
    POST /workshop/surplus/{report_id}/refusal             report    WORK    WORK
    POST /workshop/surplus/{report_id}/receipt             report    WORK    WORK

    GET  /workshop                                         none      WORK    WORK
    GET  /workshop/overview                                none      L       L
    GET  /workshop/overview/things                         none      L       L
    GET  /workshop/overview/jobs                           none      L       L
    POST /workshop/overview/help/{call_id}/answer          call      L       L
    GET  /workshop/checklists                              none      L       L
    GET  /workshop/checklists/{category_id}                step      L       L
    POST /workshop/checklists/{category_id}/steps          step      L       L
    GET  /workshop/checklists/steps/{step_id}              step      L       L
    POST /workshop/checklists/steps/{step_id}              step      L       L
    POST /workshop/checklists/steps/{step_id}/place        step      L       L
    POST /workshop/checklists/steps/{step_id}/removal      step      L       L
    GET  /workshop/settings/stations                       none      L       L
    POST /workshop/settings/stations                       none      L       L
    GET  /workshop/settings/stations/{station_id}          station   L       L
    POST /workshop/settings/stations/{station_id}          station   L       L
    POST /workshop/settings/stations/{station_id}/closure  station   L       L
    GET  /workshop/find                                    none      WORK    WORK
    POST /workshop/find                                    none      WORK    WORK
    POST /units/{number}/sighting                          unit      WORK    WORK
    GET  /workshop/put-away                                none      WORK    WORK
    POST /workshop/put-away                                none      WORK    WORK
    POST /workshop/put-away/undo                           none      WORK    WORK
    GET  /workshop/many                                    none      WORK    WORK
    POST /workshop/many/{act}                              many      L       L
    GET  /workshop/counts                                  none      WORK    WORK
    POST /workshop/counts                                  none      WORK    WORK
    GET  /workshop/counts/{count_id}                       count     WORK    WORK
    POST /workshop/counts/{count_id}/lines                 count     WORK    WORK
    POST /workshop/counts/{count_id}/lines/{number}/removal  count   WORK    WORK
    POST /workshop/counts/{count_id}/closing               count     WORK    WORK
    GET  /places                                           none      WORK    WORK
    POST /places                                           none      L       L
    GET  /places/new                                       none      L       L
    GET  /p/{code}                                         place     WORK    WORK
    GET  /P/{code}                                         place     WORK    WORK
    GET  /places/{code}                                    place     WORK    WORK
    GET  /places/{code}/facts                              place     L       L
    POST /places/{code}/facts                              place     L       L
    POST /places/{code}/closing                            place     L       L
    POST /places/{code}/opening                            place     L       L
    POST /places/{code}/counts                             place     WORK    WORK
    GET  /u/{number}                                       unit      ALL     ALL
    GET  /U/{number}                                       unit      ALL     ALL
    GET  /units/{number}                                   unit      ALL     ALL
    POST /units/{number}/job                               unit      WORK    WORK
    POST /units/{number}/return                            unit      WORK    WORK
    GET  /units/{number}/facts                             unit      WORK    WORK
    POST /units/{number}/facts                             unit      WORK    WORK
    GET  /units/{number}/erasure                           device    WORK    WORK
    GET  /units/{number}/erasure.pdf                       erased    WORK    WORK
    GET  /units/{number}/media                             device    WORK    WORK
    POST /units/{number}/media                             device    WORK    WORK
    GET  /units/{number}/media/{medium_id}                 disk      WORK    WORK
    POST /units/{number}/media/{medium_id}                 disk      WORK    WORK
    POST /units/{number}/media/{medium_id}/removal         disk      WORK    WORK
    GET  /units/{number}/media/{medium_id}/erasure         disk      WORK    WORK
    POST /units/{number}/media/{medium_id}/erasure         disk      WORK    WORK
    GET  /units/{number}/media/{medium_id}/verification    erased    WORK    WORK
    POST /units/{number}/media/{medium_id}/verification    erased    WORK    WORK
    GET  /units/{number}/release                           device    WORK    WORK
    POST /units/{number}/release                           device    WORK    WORK
    GET  /erasure-logs/{log_id}/file                       log       WORK    WORK
    GET  /workshop/erasures                                none      WORK    WORK
    POST /workshop/erasures/logs                           none      WORK    WORK
    GET  /workshop/erasures/logs/{log_id}                  log       WORK    WORK
    POST /workshop/erasures/logs/{log_id}                  log       WORK    WORK
    GET  /admin/erasure                                    none      LX      LX
    POST /admin/erasure                                    none      LX      LX
    POST /admin/erasure/export                             none      LX      LX
    GET  /units/{number}/departure                         unit      L       L
    GET  /units/{number}/departure/{way}                   unit      L       L
    POST /units/{number}/departure/{way}                   unit      L       L
    POST /units/{number}/receipt                           departed  L       L
    GET  /units/{number}/repair                            out       WORK    WORK
    POST /units/{number}/repair                            out       WORK    WORK
    POST /units/{number}/repair/return                     out       WORK    WORK
    POST /workshop/jobs/{job_id}/electricity               job       L       L
    GET  /workshop/stock                                   none      WORK    WORK
    POST /workshop/stock                                   none      L       L
    GET  /workshop/stock/new                               none      L       L
    GET  /workshop/stock/{stock_id}                        stock     WORK    WORK
    POST /workshop/stock/{stock_id}                        stock     L       L
    POST /workshop/stock/{stock_id}/additions              stock     L       L
    POST /workshop/stock/{stock_id}/count                  stock     L       L
    GET  /labels                                           none      WORK    WORK
    GET  /labels.pdf                                       labels    WORK    WORK
    POST /labels/blank                                     none      WORK    WORK
    GET  /labels/blank/{code}                              blank     WORK    WORK
    POST /labels/blank/{code}/unit                         blank     WORK    WORK
    GET  /s/{number}                                       set       ALL     ALL
    GET  /S/{number}                                       set       ALL     ALL
    GET  /sets/{number}                                    set       ALL     ALL
    POST /sets                                             units     WORK    WORK
    POST /sets/{number}/units/{unit_number}/removal        set       WORK    WORK
    GET  /workshop/new                                     none      WORK    WORK
    POST /workshop/new                                     none      WORK    WORK
    GET  /workshop/drafts                                  none      WORK    WORK
    GET  /workshop/keep.json                               none      WORK    WORK
    GET  /workshop/waiting                                 none      ALL     ALL
    GET  /workshop/receive                                 none      WORK    WORK
    POST /workshop/receive                                 none      WORK    WORK
    GET  /workshop/jobs/{job_id}                           job       WORK    WORK
    POST /workshop/jobs/{job_id}/tasks/{task_id}/done      job       WORK    WORK
    POST /workshop/jobs/{job_id}/undo                      job       WORK    WORK
    POST /workshop/jobs/{job_id}/minutes                   job       WORK    WORK
    POST /workshop/jobs/{job_id}/timer                     job       WORK    WORK
    POST /workshop/jobs/{job_id}/timer/stop                job       WORK    WORK
    POST /workshop/jobs/{job_id}/timer/removal             job       WORK    WORK
    POST /workshop/jobs/{job_id}/help                      job       WORK    WORK
    POST /workshop/jobs/{job_id}/parts                     job       WORK    WORK
    POST /workshop/jobs/{job_id}/parts/{part_id}/removal   job       WORK    WORK
    POST /workshop/jobs/{job_id}/end                       job       WORK    WORK
    GET  /workshop/jobs/{job_id}/stop                      job       WORK    WORK
    POST /workshop/jobs/{job_id}/stop                      job       WORK    WORK
    POST /workshop/jobs/{job_id}/photos/{moment}           job       WORK    WORK
    GET  /workshop/jobs/{job_id}/photos/{photo_id}         job       WORK    WORK
    POST /workshop/jobs/{job_id}/photos/{photo_id}/removal job       WORK    WORK
    GET  /workshop/check                                   units     WORK    WORK
    POST /workshop/check                                   units     WORK    WORK
    POST /workshop/check/back                              tocheck     WORK    WORK
    GET  /workshop/items/new                               units     WORK    WORK
    POST /workshop/items                                   units     WORK    WORK
    GET  /workshop/items/{item_id}                         item      WORK    WORK
    POST /workshop/items/{item_id}                         prepared      WORK    WORK
    POST /workshop/items/{item_id}/publication             item      L       L
    POST /workshop/items/{item_id}/withdrawal              item      L       L
    POST /workshop/items/{item_id}/units                   item      L    L
    POST /workshop/items/{item_id}/photos                  prepared      WORK    WORK
    GET  /workshop/items/{item_id}/photos/{photo_id}       item      WORK    WORK
    POST /workshop/items/{item_id}/photos/{photo_id}/view  prepared      WORK    WORK
    POST /workshop/items/{item_id}/photos/{photo_id}/removal prepared    WORK    WORK

    GET  /runs/today                                       none      D       D
    POST /runs/{run_id}/start                              run       D       -
    POST /runs/{run_id}/places/{institution_id}/delivered  run       D       -
    POST /runs/{run_id}/places/{institution_id}/collected  run       D       -
    POST /runs/{run_id}/places/{institution_id}/undo       run       D       -
    GET  /runs/{run_id}/stops/{stop_id}/failed             run       D       -
    POST /runs/{run_id}/stops/{stop_id}/failed             run       D       -
    POST /runs/{run_id}/distance                           run       D       -
    POST /runs/{run_id}/end                                run       D       -
    GET  /runs                                             none      L       L
    GET  /runs/new                                         none      L       L
    POST /runs/new                                         none      L       L
    GET  /runs/{run_id}                                    run       L       L
    POST /runs/{run_id}                                    run       L       L
    POST /runs/{run_id}/stops                              run       L       L
    POST /runs/places/{institution_id}/collection          run       L       L
    POST /runs/{run_id}/stops/{stop_id}/remove             run       L       L
    POST /runs/{run_id}/places/{institution_id}/move       run       L       L
    GET  /runs/{run_id}/notes                              run       L       L
    GET  /deliveries                                       none      L       L
    POST /deliveries/{order_id}/handed-out                 order     L       L
    POST /deliveries/{order_id}/undo                       order     L       L
"""
    + OFFICE
)
