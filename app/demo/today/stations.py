"""The demo's stations, and a call for help."""

from app.demo.today.stage import Stage
from app.workshop.actions import ask_for_help, change_station, open_station, start_timer
from app.workshop.models import Job

STATIONS = {
    "Stole og stof": (
        "task_chair", "visitor_chair", "stacking_chair", "wood_chair", "school_chair", "highchair", "bench", "sofa_2",
        "sofa_3", "armchair",
    ),
    "Borde og træ": (
        "desk_sitstand", "desk_fixed", "dining_table", "meeting_table_small", "meeting_table_large", "school_desk",
        "bookcase", "cupboard", "tambour_cabinet", "pedestal_wood", "daycare_cabinet",
    ),
    "It": (
        "laptop_14", "desktop", "tablet", "smartphone", "monitor_24", "monitor_27", "printer_desk", "projector",
        "interactive_board",
    ),
}  # fmt: skip


def open_stations(stage: Stage) -> None:
    """Where each kind of thing is worked on."""
    lise = stage.who("lise")
    with stage.ago(20, 9) as db:
        for name, keys in STATIONS.items():
            station = open_station(db, name, by=lise)
            here = {stage.town.categories[key].id for key in keys}
            change_station(db, station, name=name, categories=here, by=lise)


def ask_the_lead(stage: Stage, job: Job) -> None:
    """Somebody let the time run, and came to a step that was not clear."""
    birgit = stage.who("birgit")
    with stage.this_morning(5) as db:
        start_timer(db, job, by=birgit)
    with stage.this_morning(15) as db:
        ask_for_help(db, job, step="Gør den ren", note="Hvilken sæbe skal jeg bruge på stoffet?", by=birgit)
