"""Short functions that make one believable thing each."""

from itertools import count
from typing import Any

from sqlmodel import Session, select

from app.accounts.actions import add_institution, add_person, found_municipality, give_role, open_account
from app.accounts.models import Account, Institution, Municipality, Person, Role
from app.accounts.sessions import viewer_of
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Item, ShopGroup, Unit
from app.catalogue.stages import Stage
from app.core.clock import now

_numbers = count(1)


def make_municipality(db: Session, **rules: Any) -> Municipality:
    """A municipality; from here on the session stands in it."""
    n = next(_numbers)
    return found_municipality(db, slug=f"m{n}", name=f"Egekøbing {n}", phone="12 34 56 78", **rules)


def the_municipality(db: Session) -> Municipality:
    """The municipality the session stands in."""
    return db.get_one(Municipality, db.info["municipality_id"])


def make_institution(db: Session, name: str = "Sølund Skole", **facts: Any) -> Institution:
    """A workplace in the session's municipality."""
    return add_institution(db, db.info["municipality_id"], number=f"{next(_numbers)}", name=name, **facts)


def make_account(db: Session, institution: Institution) -> Account:
    """A cost centre of the institution."""
    return open_account(db, institution, number=f"4410-{next(_numbers)}", name="Drift")


def make_person(
    db: Session, *roles: Role, at: Institution | None = None, home: Institution | None = None, **facts: Any
) -> Person:
    """Somebody with these roles (an employee when none is said), municipality-wide unless `at` is given."""
    n = next(_numbers)
    home = home or at or db.exec(select(Institution)).first() or make_institution(db)
    person = add_person(
        db,
        db.info["municipality_id"],
        institution=home,
        **{"email": f"p{n}@example.org", "name": f"Demo Person {n}", **facts},
    )
    for role in roles or (Role.EMPLOYEE,):
        give_role(db, person, role, at=at)
    return person


def make_viewer(db: Session, *roles: Role, **facts: Any) -> Viewer:
    """The same as a viewer, for calling actions."""
    return viewer_of(db, make_person(db, *roles, **facts))


def make_category(db: Session, key: str = "task_chair", **facts: Any) -> Category:
    """A category; the same key is the same category."""
    found = db.exec(select(Category).where(Category.key == key)).first()
    if found:
        return found
    made = Category(
        municipality_id=db.info["municipality_id"], key=key,
        **{"name_da": "Kontorstol", "name_en": "Office chair", "shop_group": ShopGroup.CHAIRS, "price_ore": 35_000,
           "new_price_ore": 250_000, **facts},
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def make_item(db: Session, *, units: int = 1, category: Category | None = None, **facts: Any) -> Item:
    """An item on offer with so many units."""
    category = category or make_category(db)
    item = Item(
        municipality_id=db.info["municipality_id"], category_id=category.id, on_offer=units,
        **{"title": "Kontorstol, blå", "price_ore": 35_000, "new_price_ore": 250_000, "width_mm": 660, "depth_mm": 660,
           "height_mm": 1080, "published_at": now(), **facts},
    )  # fmt: skip
    db.add(item)
    db.flush()
    for _each in range(units):
        make_unit(db, item=item, category=category, stage=Stage.ON_OFFER)
    return item


def make_unit(db: Session, *, category: Category | None = None, item: Item | None = None, **facts: Any) -> Unit:
    """One physical thing, just received unless said otherwise."""
    category = category or make_category(db)
    unit = Unit(
        municipality_id=db.info["municipality_id"], category_id=category.id, item_id=item.id if item else None,
        **{"number": f"D-{next(_numbers):04d}", "title": item.title if item else category.name_da, **facts},
    )  # fmt: skip
    db.add(unit)
    db.flush()
    return unit
