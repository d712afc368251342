"""A small town to walk the circle in: a school that gives, a town hall that orders, a workshop between them."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.models import Account, Institution, Person, Role
from app.catalogue.starter import load_categories
from app.workshop.checklists import load_checklists
from tests.factories import make_account, make_institution, make_person, the_municipality


@dataclass
class Town:
    """The people of the circle and their workplaces."""

    school: Institution
    town_hall: Institution
    account: Account
    caretaker: Person
    lead: Person
    employee: Person
    approver: Person
    driver: Person
    leader: Person


def make_town(db: Session) -> Town:
    """Everything there before the first thing is reported."""
    municipality = the_municipality(db)
    municipality.approval_limit_ore = 10_000
    db.add(municipality)
    load_categories(db, municipality)
    load_checklists(db, municipality)
    school = make_institution(db, "Sølund Skole", address="Skolevej 12")
    hall = make_institution(db, "Rådhuset", address="Torvet 1", distance_m=4_000)
    account = make_account(db, hall)
    return Town(
        school=school, town_hall=hall, account=account,
        caretaker=make_person(db, Role.CARETAKER, at=school, name="Demo Karen", phone="22 33 44 55"),
        lead=make_person(db, Role.WORKSHOP_LEAD, home=school, name="Demo Vera"),
        employee=make_person(db, Role.EMPLOYEE, at=hall, name="Demo Mette", phone="33 44 55 66"),
        approver=make_person(db, Role.APPROVER, at=hall, name="Demo Lars"),
        driver=make_person(db, Role.DRIVER, home=school, name="Demo Bo"),
        leader=make_person(db, Role.LEADER, home=hall, name="Demo Lis"),
    )  # fmt: skip
