"""The fictional municipality: its workplaces, people, accounts, categories, checklists and shelves."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, select

from app.accounts.actions import add_institution, add_person, found_municipality, give_role, open_account
from app.accounts.models import Access, Account, Institution, InstitutionKind, Municipality, Person, Role
from app.accounts.sessions import viewer_of
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, StoragePlace
from app.catalogue.starter import load_categories
from app.demo.things import rows_of
from app.orders.places import approvers_of
from app.workshop.actions.receive import place_for
from app.workshop.checklists import load_checklists

SLUG = "egekoebing"
MAIL = "egekoebing.example"
POSTAL_CODE = "9999"
WORKSHOP = "3208"
SHELVES = tuple(f"{hall}{rack}" for hall in "ABC" for rack in range(1, 9))
_M_A_KM = 1000


@dataclass
class Town:
    """Everything history happens in, by the keys of the demo's tables."""

    municipality: Municipality
    institutions: dict[str, Institution] = field(default_factory=dict)
    sizes: dict[UUID, float] = field(default_factory=dict)
    accounts: dict[UUID, Account] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    viewers: dict[UUID, Viewer] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    shelves: dict[str, StoragePlace] = field(default_factory=dict)
    approvers: dict[tuple[UUID, UUID], list[Person]] = field(default_factory=dict)

    def viewer(self, key: str) -> Viewer:
        """The person with this key, as the one who acts."""
        return self.viewers[self.people[key].id]

    @property
    def workplaces(self) -> list[Institution]:
        """The institutions that order and give things away."""
        every = self.institutions.values()
        return [each for each in every if each.kind is InstitutionKind.INSTITUTION and self.sizes[each.id]]

    def staff_of(self, place: Institution) -> list[Person]:
        """Those who order for the place and report its surplus: its own people, then its centre's."""
        homes = {each.id: each for each in self.institutions.values()}
        found = [
            (len(homes[person.institution_id].path), person)
            for person in self.people.values()
            if person.institution_id
            and place.path.startswith(homes[person.institution_id].path)
            and {held.role for held in self.viewers[person.id].roles} <= {Role.EMPLOYEE, Role.CARETAKER}
        ]
        return [person for _depth, person in sorted(found, key=lambda each: (-each[0], each[1].email))]

    def approver_of(self, place: Institution, requester: Person) -> Person:
        """The nearest one who may say yes to an order on the place's account."""
        return self.approvers[place.id, requester.id][0]


def build_town(db: Session) -> Town:
    """Found the municipality with everything that stands still; from here on the session stands in it."""
    municipality = found_municipality(
        db, slug=SLUG, name="Egekøbing Kommune", shop_name="Genbrugsbutikken", workshop_name="Genbrugsværkstedet",
        workshop_address="Industrivej 12, 9999 Egekøbing", phone="55 55 00 00", email=f"genbrug@{MAIL}",
        opening_hours="Mandag til torsdag 8-15, fredag 8-13", is_demo=True,
    )  # fmt: skip
    town = Town(municipality)
    for row in rows_of("institutions"):
        _add_place(db, town, row)
    for row in rows_of("people"):
        _add_person(db, town, row)
    town.categories = {each.key: each for each in load_categories(db, municipality)}
    load_checklists(db, municipality)
    for code in SHELVES:
        place_for(db, municipality.id, code, by=town.viewer("lise"))
    db.flush()
    town.shelves = {place.code: place for place in db.exec(select(StoragePlace)).all()}
    for place in town.workplaces:
        for person in town.staff_of(place):
            town.approvers[place.id, person.id] = approvers_of(db, place, requester_id=person.id)
    return town


def _add_place(db: Session, town: Town, row: dict[str, str]) -> None:
    place = add_institution(
        db, town.municipality.id, number=row["number"], name=row["name"], parent=town.institutions.get(row["parent"]),
        kind=InstitutionKind(row["kind"]), access=Access(row["access"]), access_note=row["access_note"],
        address=row["address"], postal_code=POSTAL_CODE, town=row["town"], distance_m=round(float(row["km"]) * _M_A_KM),
    )  # fmt: skip
    town.institutions[row["number"]], town.sizes[place.id] = place, float(row["size"])
    account = open_account(db, place, number=f"{row['number']}-4410", name="Inventar og it")
    town.accounts[place.id] = account


def _add_person(db: Session, town: Town, row: dict[str, str]) -> None:
    person = add_person(
        db, town.municipality.id, email=f"{row['email']}@{MAIL}", name=row["name"], phone=row["phone"],
        institution=town.institutions[row["workplace"]], is_demo=row["card"] == "yes",
    )  # fmt: skip
    for role in row["roles"].split():
        give_role(db, person, Role(role), at=town.institutions.get(row["at"]))
    town.people[row["email"]] = person
    db.flush()
    town.viewers[person.id] = viewer_of(db, person)
