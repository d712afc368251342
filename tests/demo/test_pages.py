"""The demo people's cards, the pages behind them, and the walls to the neighbours."""

import pytest
from sqlmodel import Session, select

from app.accounts.models import Municipality, Person, Role
from app.accounts.queries import demo_people
from app.accounts.sessions import viewer_of
from app.accounts.words import DEMO_ROLES
from app.core.db import unscoped
from app.demo.neighbours import NEIGHBOURS
from app.main import make_app
from tests.browser import Browser
from tests.demo.conftest import Demo

CARDS = [
    Role.EMPLOYEE, Role.CARETAKER, Role.APPROVER, Role.WORKSHOP, Role.WORKSHOP_LEAD, Role.DRIVER, Role.LEADER,
    Role.FINANCE, Role.ADMINISTRATOR,
]  # fmt: skip


@pytest.fixture
def session(demo: Demo):
    with Session(demo.engine, expire_on_commit=False) as db:
        yield db


def test_each_role_has_one_card_that_says_who_and_where(demo: Demo, session: Session):
    page = Browser(make_app(demo.engine), session, None).get("/sign-in")

    assert [each.role for each in demo_people(session)] == CARDS
    for each in demo_people(session):
        assert each.person.name in page.text
        assert str(DEMO_ROLES[each.role][0].fill(place=each.place)) in page.text
    assert "Pedel på Sølund Skole" in page.text
    assert page.text.count('class="demo-person"') == len(CARDS)


@pytest.mark.parametrize("role", CARDS)
def test_a_card_leads_to_a_page_with_something_on_it(demo: Demo, session: Session, role: Role):
    person = next(each.person for each in demo_people(session) if each.role is role)
    session.commit()
    browser = Browser(make_app(demo.engine), session, None)

    page = browser.post("/sign-in/demo", {"person_id": str(person.id), "next": "/"})

    assert page.status_code == 200
    assert page.url.path == viewer_of(session, person).start_page
    assert len(page.text) > 2000


def test_the_neighbours_see_only_their_own(demo: Demo, session: Session):
    with unscoped(session):
        names = {each.slug: each.name for each in session.exec(select(Municipality)).all()}
        employees = {
            each.slug: session.exec(select(Person).where(Person.email == f"nabo@{each.slug}.example")).one()
            for each in NEIGHBOURS
        }

    assert len(names) == 3
    session.commit()
    for neighbour in NEIGHBOURS:
        session.info["municipality_id"] = employees[neighbour.slug].municipality_id
        page = Browser(make_app(demo.engine), session, employees[neighbour.slug]).get("/items").text
        assert page.count('href="/items/') >= 3
        for foreign in NEIGHBOURS:
            assert (foreign.places[0] in page) <= (foreign is neighbour)
        assert "Egekøbing" not in page
