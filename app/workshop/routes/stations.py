"""The workshop's stations, edited by the lead."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.workshop.actions import StationNameTaken, change_station, close_station, open_station
from app.workshop.board.overview import category_names
from app.workshop.checklist_forms import StationForm
from app.workshop.models import Station
from app.workshop.stations import get_station, is_name_taken, read_stations
from app.workshop.words import Option

router = APIRouter()
MANAGES = [allow(Permission.MANAGE_WORKSHOP)]


@router.get("/workshop/settings/stations", dependencies=MANAGES)
def show_stations(request: Request, db: Db) -> Response:
    return _stations_page(request, db, Filled.of(StationForm))


def _stations_page(request: Request, db: Session, form: Filled[StationForm], status: int = 200) -> Response:
    return page(request, "workshop/stations.html", status=status, stations=read_stations(db), form=form)


@router.post("/workshop/settings/stations", dependencies=MANAGES)
def post_station(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = _checked(db, read(StationForm, data))
    if form.value is None:
        return _stations_page(request, db, form, 422)
    station = open_station(db, form.value.name, by=viewer)
    return see_other(request, f"/workshop/settings/stations/{station.id}", notice=_("The station is open"))


def _checked(db: Session, form: Filled[StationForm], own: Station | None = None) -> Filled[StationForm]:
    if form.value is not None and is_name_taken(db, form.value.name, own):
        return form.refuse("name", StationNameTaken.message)
    return form


@router.get("/workshop/settings/stations/{station_id}", dependencies=MANAGES)
def show_station(request: Request, station_id: UUID, db: Db) -> Response:
    station = get_station(db, station_id)
    here = [str(each) for each in read_stations(db).categories_of(station.id)]
    return _station_page(request, db, station, Filled.of(StationForm, name=station.name, categories=here))


def _station_page(
    request: Request, db: Session, station: Station, form: Filled[StationForm], status: int = 200
) -> Response:
    stations, named = read_stations(db), sorted(category_names(db).items(), key=lambda pair: pair[1])
    elsewhere = {key: stations.named(at) for key, at in stations.by_category.items() if at != station.id}
    options = [Option(str(key), name, sub=elsewhere.get(key)) for key, name in named]
    return page(request, "workshop/station.html", status=status, station=station, form=form, options=options)


@router.post("/workshop/settings/stations/{station_id}", dependencies=MANAGES)
def post_station_change(request: Request, station_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    station = get_station(db, station_id)
    form = _checked(db, read(StationForm, data), station)
    if form.value is None:
        return _station_page(request, db, station, form, 422)
    known = set(category_names(db)) & set(form.value.categories)
    change_station(db, station, name=form.value.name, categories=known, by=viewer)
    return see_other(request, "/workshop/settings/stations", notice=_("Saved"))


@router.post("/workshop/settings/stations/{station_id}/closure", dependencies=MANAGES)
def post_station_closure(request: Request, station_id: UUID, db: Db, viewer: SignedIn) -> Response:
    close_station(db, get_station(db, station_id), by=viewer)
    return see_other(request, "/workshop/settings/stations", notice=_("The station is closed"))
