"""Two small municipalities beside the large one: what they have is never seen by others."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, select

from app.accounts.actions import add_institution, add_person, found_municipality, give_role, open_account
from app.accounts.models import Account, Institution, Municipality, Person, Role
from app.accounts.sessions import viewer_of
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Item
from app.catalogue.starter import load_categories
from app.core.clock import as_if, today
from app.demo.calendar import clock_on, working_days_before
from app.demo.gallery import hang_photos
from app.demo.things import facts_of, things
from app.orders.actions import Checkout, add_to_basket, complete_order, place_order, start_order
from app.orders.models import Answer, Order
from app.reports.guests.actions import let_guest_see
from app.workshop.actions import check_units, offer_item, prepare_item, receive_units
from app.workshop.checklists import load_checklists


@dataclass(frozen=True)
class Neighbour:
    """A small municipality: its workplaces, and how many of which things stand in its shop."""

    slug: str
    name: str
    postal_code: str
    places: tuple[str, ...]
    things: dict[str, int]
    lets_in: str = ""  # who elsewhere sees its totals


NEIGHBOURS: Final = (
    Neighbour(
        "fjordby", "Fjordby Kommune", "9998", ("Fjordby Rådhus", "Fjordskolen", "Plejehjemmet Fyrtårnet"),
        {"chair_red": 3, "sofa_blue": 1, "bookcase": 2, "shell_orange": 10},
    ),
    Neighbour(
        "lyngkoebing", "Lyngkøbing Kommune", "9997", ("Lyngkøbing Rådhus", "Lyngskolen", "Børnehuset Lærken"),
        {"desk_grey": 2, "chair_green": 4, "children_table": 2, "whiteboard": 1}, "leif@egekoebing.example",
    ),
)  # fmt: skip
_ROLES: Final = (
    ("Nabo Nielsen", "nabo", Role.EMPLOYEE),
    ("Lederen Lund", "leder", Role.WORKSHOP_LEAD),
    ("Admin Andersen", "admin", Role.ADMINISTRATOR),
)


def build_neighbour(db: Session, told: Neighbour) -> Municipality:
    """Found the municipality, put its few things in its shop, and let somebody order one; the caller commits."""
    with as_if(clock_on(working_days_before(today(), 20), 9)):
        made = found_municipality(
            db, slug=told.slug, name=told.name, shop_name=f"Genbrug i {told.name.split()[0]}", is_demo=True
        )
        categories = {each.key: each for each in load_categories(db, made)}
        load_checklists(db, made)
        places = [_add_place(db, told, name, number) for number, name in enumerate(told.places, 1)]
        people = {key: _add_person(db, told, places[0], name, key, role) for name, key, role in _ROLES}
        db.flush()
        employee, lead = (viewer_of(db, people[key]) for key in ("nabo", "leder"))
        _offer_things(db, told, categories, places[1], lead)
        db.commit()
    with as_if(clock_on(working_days_before(today(), 2), 11)):
        order = _order_one(db, told, employee, places[0])
        db.commit()
    if told.lets_in:
        with as_if(clock_on(working_days_before(today(), 1), 11)):
            start_order(db, order)
            complete_order(db, order, by=lead)
            let_guest_see(db, told.lets_in, by=viewer_of(db, people["admin"]))
            db.commit()
    return made


def _add_place(db: Session, told: Neighbour, name: str, number: int) -> Institution:
    town = told.name.split()[0]
    place = add_institution(
        db, db.info["municipality_id"], number=str(number), name=name, address=f"Hovedgaden {number}",
        postal_code=told.postal_code, town=town, distance_m=number * 1500,
    )  # fmt: skip
    open_account(db, place, number=f"{number}-100", name="Inventar")
    return place


def _add_person(db: Session, told: Neighbour, place: Institution, name: str, key: str, role: Role) -> Person:
    person = add_person(
        db, db.info["municipality_id"], email=f"{key}@{told.slug}.example", name=name, institution=place
    )
    give_role(db, person, role)
    return person


def _offer_things(
    db: Session, told: Neighbour, categories: dict[str, Category], giver: Institution, lead: Viewer
) -> None:
    for key, count in told.things.items():
        thing = things()[key]
        units = receive_units(
            db, categories[thing.category], count=count, by=lead, title=thing.title, giver_id=giver.id, place_code="A1"
        )
        check_units(db, units, condition=3, by=lead, minutes=5 * count)
        photos = hang_photos(db, [shot.name for shot in thing.shots], by=lead)
        item = prepare_item(db, units, facts=facts_of(thing, thing.title, 3), photos=list(photos.values()), by=lead)
        offer_item(db, item, by=lead)


def _order_one(db: Session, told: Neighbour, by: Viewer, place: Institution) -> Order:
    first = things()[next(iter(told.things))]
    item = db.exec(select(Item).where(Item.title == first.title)).one()
    account = db.exec(select(Account).where(Account.institution_id == place.id)).one()
    line = add_to_basket(db, item, 1, by=by).line
    checkout = Checkout(
        submission_key="demo", institution_id=place.id, account_id=account.id, answers={line.id: Answer.NEW},
        room="Kontoret", contact_name=by.name,
    )  # fmt: skip
    return place_order(db, checkout, by=by)
