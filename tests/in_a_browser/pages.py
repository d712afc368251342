"""Every page there is, as somebody of the demo sees it: the list behind the browser tests and the screenshots."""

import re
from dataclasses import dataclass

from sqlmodel import Session, select

from app.accounts.models import Person
from app.core.db import unscoped
from app.demo.town import MAIL
from tests.in_a_browser.things import FIND, Params
from tests.permissions.table import TABLE

NOT_PAGES = frozenset({
    "/health/live", "/health/ready", "/photos/{photo_id}/{width}.webp", "/labels.pdf", "/reports/lines.csv",
    "/purchases/import.csv",
    "/units/{number}/erasure.pdf", "/erasure-logs/{log_id}/file",
    "/reports/report.xlsx", "/reports/report.json", "/reports/made/{made_id}/report.pdf", "/reports/social.csv",
    "/oversight/overview.csv",
    "/oversight/{institution_id}/{quarter}/page.pdf",
    "/admin/imports/{kind}.csv", "/admin/factors.csv", "/reports/periods/{closed_id}/report.json",
    "/signed-in", "/sw.js", "/app.webmanifest", "/workshop/keep.json",
    # They lead on to another page.
    "/basket/summary", "/u/{number}", "/U/{number}", "/s/{number}", "/S/{number}", "/p/{code}", "/P/{code}",
    # They answer a part of a page to a script, and lead on to the page without one.
    "/surplus/{report_id}/photos/{photo_id}", "/surplus/{report_id}/categories",
    "/workshop/jobs/{job_id}/photos/{photo_id}", "/workshop/items/{item_id}/photos/{photo_id}",
})  # fmt: skip


@dataclass(frozen=True)
class PageOf:
    """A page: its name, who looks at it (`-` for a stranger), its route, what it shows, and the status it answers."""

    name: str
    who: str
    route: str
    thing: str
    query: str = ""
    status: int = 200

    def address(self, db: Session, person: Person | None) -> str:
        """Where the page is; the session then stands in the person's municipality."""
        if person is None:
            return self.route + self.query
        db.info["municipality_id"] = person.municipality_id
        return filled(self.route, FIND[self.thing](db, person)) + self.query


def filled(route: str, params: Params) -> str:
    """The route with its parameters filled in; those that begin with `?` are the query."""
    path = re.sub(r"{(\w+)}", lambda match: str(params[match[1]]), route)
    query = "&".join(f"{name[1:]}={value}" for name, value in params.items() if name.startswith("?"))
    return f"{path}?{query}" if query else path


def person_called(db: Session, who: str) -> Person | None:
    """The demo's person: the first part of the e-mail address, or all of it for the neighbours'."""
    if who == "-":
        return None
    email = f"{who}.example" if "@" in who else f"{who}@{MAIL}"
    with unscoped(db):
        return db.exec(select(Person).where(Person.email == email)).one()


def _pages(text: str) -> list[PageOf]:
    pages = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, who, address, thing, *status = line.split()
        route, mark, query = address.partition("?")
        pages.append(PageOf(name, who, route, thing, mark + query, int(status[0]) if status else 200))
    return pages


def html_routes() -> set[str]:
    """Every route that answers a page."""
    return {row.path for row in TABLE if row.method == "GET"} - NOT_PAGES


# name  who  route  what it shows  status when it is not 200
PAGES = _pages("""
    sign-in              -        /sign-in                                -
    sign-in-not-open     -        /items                                  -
    accessibility        -        /was                                    -
    not-found            mette    /nothing                                -                 404
    not-allowed          mette    /admin                                  -                 404

    front                mette    /                                       -
    front-nearly-empty   nabo@lyngkoebing  /                              -
    items                mette    /items                                  -
    items-search         mette    /items?q=kontorstol                     -
    items-misspelt       mette    /items?q=skrivbord                      -
    items-nothing        mette    /items?q=flyvemaskine                   -
    item                 mette    /items/{item_id}                        item
    item-worn            mette    /items/{item_id}                        worn_item
    item-gone            mette    /items/{item_id}                        gone_item
    basket               mette    /basket                                 -
    basket-undo          mette    /basket                                 removed_item
    basket-empty         lone     /basket                                 -
    orders               mette    /orders                                 -
    orders-of-all        gitte    /orders?whose=all                       -
    orders-empty         leder@fjordby     /orders                        -
    order-waiting        mette    /orders/{order_id}                      waiting_order
    order-confirmed      lise     /orders/{order_id}                      confirmed_order
    order-delivered      mette    /orders/{order_id}                      delivered_order
    order-returned       lise     /orders/{order_id}                      returned_order
    order-thanks         mette    /orders/{order_id}/confirmation         waiting_order
    order-changes        mette    /orders/{order_id}/changes              waiting_order
    approvals            gitte    /approvals                              -
    approvals-empty      edith    /approvals                              -
    approval             gitte    /approvals/{order_id}                   waiting_order

    surplus              pelle    /surplus                                -
    surplus-empty        lone     /surplus                                -
    give-photos          pelle    /surplus/{report_id}/photos             draft
    give-what            pelle    /surplus/{report_id}/what               draft
    give-room            bjarne   /surplus/{report_id}/what               draft
    give-where           pelle    /surplus/{report_id}/where              draft
    give-thanks          pelle    /surplus/{report_id}/thanks             sent_report
    report-sent          pelle    /surplus/{report_id}                    sent_report
    report-asked         klaus    /surplus/{report_id}                    asked_report
    report-declined      rikke    /surplus/{report_id}                    declined_report
    report-accepted      bjarne   /surplus/{report_id}                    accepted_report
    report-received      iben     /surplus/{report_id}                    received_report

    inbox                lise     /workshop/surplus                       -
    inbox-places         lise     /workshop/surplus?by=place              -
    review-room          lise     /workshop/surplus/{report_id}           room
    report-stands        osvald   /surplus/{report_id}                    standing_report
    answer               klaus    /answer                                 asked_link
    answer-no-link       -        /answer                                 -                 410
    item-stands          mette    /items/{item_id}                        standing_item
    inbox-empty          leder@fjordby     /workshop/surplus              -
    review               lise     /workshop/surplus/{report_id}           sent_report
    review-asked         lise     /workshop/surplus/{report_id}           asked_report
    review-accepted      lise     /workshop/surplus/{report_id}           accepted_report
    review-received      lise     /workshop/surplus/{report_id}           received_report
    board                lise     /workshop                               -
    board-mine           vagn     /workshop?show=mine                     -
    board-empty          leder@fjordby     /workshop                      -
    board-parts          vagn     /workshop?column=parts                  -
    overview             lise     /workshop/overview                      -
    overview-empty       leder@fjordby     /workshop/overview             -
    overview-things      lise     /workshop/overview/things?column=in     -
    overview-jobs        lise     /workshop/overview/jobs                 -
    checklists           lise     /workshop/checklists                    -
    checklist            lise     /workshop/checklists/{category_id}      checklist
    checklist-step       lise     /workshop/checklists/steps/{step_id}    checklist
    stations             lise     /workshop/settings/stations             -
    station              lise     /workshop/settings/stations/{station_id}  station
    find                 vagn     /workshop/find                          -
    find-nothing         vagn     /workshop/find?number=A-99999           -                 404
    put-away             vagn     /workshop/put-away                      -
    put-away-place       vagn     /workshop/put-away?place=H1-R1-S1       -
    put-away-units       vagn     /workshop/put-away                      many
    many                 lise     /workshop/many                          many
    many-none            vagn     /workshop/many                          -
    counts               lise     /workshop/counts                        -
    count                vagn     /workshop/counts/{count_id}             count
    count-done           vagn     /workshop/counts/{count_id}             count_done
    places               vagn     /places                                 -
    places-empty         leder@fjordby     /places                        -
    place                vagn     /places/{code}                          shelf
    place-hall           lise     /places/{code}                          hall
    place-new            lise     /places/new?under=H1-R1                 -
    place-facts          lise     /places/{code}/facts                    shelf
    unit-missed          lise     /units/{number}                         missed_unit
    unit                 lise     /units/{number}                         unit_in_workshop
    unit-on-offer        lise     /units/{number}                         unit_on_offer
    unit-handed-over     lise     /units/{number}                         unit_handed_over
    unit-scanned         mette    /units/{number}                         unit_on_offer
    unit-facts           lise     /units/{number}/facts                   unit_in_workshop
    erasure              vagn     /units/{number}/erasure                 device
    erasure-none         vagn     /units/{number}/media                   device
    erasure-to-verify    lise     /units/{number}/erasure                 to_verify
    erasure-failed       vagn     /units/{number}/erasure                 failed_disk
    disk                 vagn     /units/{number}/media/{medium_id}       to_verify
    disk-erasure         vagn     /units/{number}/media/{medium_id}/erasure     to_verify
    disk-destroyed       vagn     /units/{number}/media/{medium_id}/erasure     failed_disk
    disk-verification    lise     /units/{number}/media/{medium_id}/verification     to_verify
    release              vagn     /units/{number}/release                 device
    erasures             lise     /workshop/erasures                      -
    erasure-log          lise     /workshop/erasures/logs/{log_id}        erasure_log
    erasure-policy       asta     /admin/erasure                          -
    factors              asta     /admin/factors                          -
    departure            lise     /units/{number}/departure               unit_in_workshop
    departure-parts      lise     /units/{number}/departure/{way}         unit_to_take_apart
    departure-recycling  lise     /units/{number}/departure/{way}         unit_to_recycle
    departure-sale       lise     /units/{number}/departure/{way}         unit_to_sell
    unit-departed        lise     /units/{number}                         departed
    repair               vagn     /units/{number}/repair                  unit_to_repair
    repair-out           vagn     /units/{number}/repair                  unit_out
    stock                lise     /workshop/stock                         -
    stock-empty          leder@fjordby     /workshop/stock                -
    stock-new            lise     /workshop/stock/new                     -
    stock-part           lise     /workshop/stock/{stock_id}              part_in_stock
    labels               vagn     /labels                                 labels
    labels-none          vagn     /labels                                 -
    labels-small         vagn     /labels                                 labels_small
    labels-roll          vagn     /labels                                 labels_roll
    label-blank          vagn     /labels/blank/{code}                    blank_label
    label-bound          vagn     /labels/blank/{code}                    bound_label
    set                  vagn     /sets/{number}                          set
    set-scanned          mette    /sets/{number}                          set
    unit-of-a-set        lise     /units/{number}                         unit_of_set
    unit-waits-scanned   mette    /units/{number}                         unit_in_workshop
    unit-used-scanned    mette    /units/{number}                         unit_handed_over
    new                  vagn     /workshop/new                           -
    drafts               vagn     /workshop/drafts                        -
    drafts-empty         leder@fjordby     /workshop/drafts               -
    describe             vagn     /units/{number}/facts                   draft_unit
    waiting              vagn     /workshop/waiting                       -
    receive              vagn     /workshop/receive                       -
    receive-lines        vagn     /workshop/receive                       room_to_receive
    receive-report       vagn     /workshop/receive                       report_to_receive
    job                  vagn     /workshop/jobs/{job_id}                 job
    job-step             vagn     /workshop/jobs/{job_id}                 begun_job
    job-time             vagn     /workshop/jobs/{job_id}?step=time       job
    job-photos           vagn     /workshop/jobs/{job_id}?step=photos     job
    job-parts            vagn     /workshop/jobs/{job_id}?step=parts      job
    job-end              vagn     /workshop/jobs/{job_id}?step=end        job
    job-over             vagn     /workshop/jobs/{job_id}                 stopped_job
    job-stop             vagn     /workshop/jobs/{job_id}/stop            job
    check                lise     /workshop/check                         job_to_check
    item-new             lise     /workshop/items/new                     checked_job
    item-prepared        lise     /workshop/items/{item_id}               item

    run-today            karla    /runs/today                             -
    run-none             thor     /runs/today                             -
    stop-failed          karla    /runs/{run_id}/stops/{stop_id}/failed   stop
    runs                 lise     /runs                                   -
    runs-empty           leder@fjordby     /runs                          -
    run-new              lise     /runs/new                               -
    run                  lise     /runs/{run_id}                          run
    run-on-the-way       lise     /runs/{run_id}                          run_on_the_way
    run-done             lise     /runs/{run_id}                          run_done
    run-notes            lise     /runs/{run_id}/notes                    run
    deliveries           lise     /deliveries                             -
    deliveries-few       leder@fjordby     /deliveries                    -
    returns              lise     /returns                                -
    returns-empty        leder@fjordby     /returns                       -

    report               leif     /reports                                -
    report-all-years     oda      /reports?period=all                     -
    report-empty         admin@fjordby     /reports                       -
    social               leif     /reports/social                         -
    social-2023          leif     /reports/social?period=2023             -
    social-none          admin@fjordby     /reports/social                -
    report-lines         leif     /reports/lines                          -
    report-made          leif     /reports/made/{made_id}                 made_report
    report-things        leif     /reports/things                         -
    municipalities       leif     /reports/municipalities?period=2026     -
    report-guests        asta     /admin/report-guests                    -
    report-periods       oda      /reports/periods                        -
    report-closing       oda      /reports/closing?period=2026-03         -
    report-closed        oda      /reports/periods/{closed_id}            closed_period
    report-restated      leif     /reports/restated                       -
    goals                leif     /reports/goals                          -
    goals-of-a-part      bodil    /reports/goals                          -
    goals-empty          admin@fjordby     /reports/goals                 -
    goal-new             leif     /reports/goals/new                      -
    goal                 leif     /reports/goals/{goal_id}                goal
    campaigns            leif     /reports/campaigns                      -
    campaigns-empty      admin@fjordby     /reports/campaigns             -
    campaign             leif     /reports/campaigns/{campaign_id}        campaign
    campaign-new         leif     /reports/campaigns/new                  -
    campaign-facts       leif     /reports/campaigns/{campaign_id}/facts  campaign
    purchases            oda      /purchases                              -
    purchases-empty      admin@fjordby     /purchases                     -
    purchases-import     gitte    /purchases/import                       -
    purchases-preview    oda      /purchases/import/{file_id}             purchases_sheet
    report-line          oda      /reports/lines/{entry_id}               entry

    oversights           gitte    /oversight                              -
    oversights-done      bodil    /oversight                              -
    oversight-waits      tove     /oversight/{institution_id}/{quarter}   ended
    oversight-signed     bodil    /oversight/{institution_id}/{quarter}   ended
    oversight-running    gitte    /oversight/{institution_id}/{quarter}   running
    oversight-overview   oda      /oversight/overview                     -
    oversight-overdue    asta     /oversight/overview?state=overdue       -

    admin                asta     /admin                                  -
    admin-social         asta     /admin/social                           -
    institutions         asta     /admin/institutions                     -
    settings             asta     /admin/settings                         -
    people               asta     /admin/people                           -
    people-nobody        asta     /admin/people?q=xyzzy                   -
    person-new           asta     /admin/people/new                       -
    person               asta     /admin/people/{person_id}               colleague
    imports              asta     /admin/imports                          -
    import-institutions  asta     /admin/imports/{file_id}                institutions_sheet
    import-items         asta     /admin/imports/{file_id}                items_sheet
    history              asta     /admin/history                          -
    letters              asta     /admin/letters                          -
    letters-empty        admin@lyngkoebing     /admin/letters             -
""")  # fmt: skip
