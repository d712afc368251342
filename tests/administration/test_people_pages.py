"""People: found, let in, given and taken roles; who may not manage does not see."""

import pytest
from sqlmodel import select

from app.accounts.models import Person, Role, RoleHeld
from app.accounts.passwords import verify
from app.history.models import Event
from tests.factories import make_institution, make_municipality, make_person

PASSWORD = "tolv tegn og mere"
EVERYBODY_ELSE = [role for role in Role if role != Role.ADMINISTRATOR]


@pytest.fixture
def admin(db):
    return make_person(db, Role.ADMINISTRATOR, name="Ada Admin")


def roles_of(db, person) -> list[Role]:
    db.expire_all()
    found = list(db.exec(select(RoleHeld.role).where(RoleHeld.person_id == person.id)).all())
    db.commit()
    return found


def held_id(db, person, role):
    found = db.exec(select(RoleHeld.id).where(RoleHeld.person_id == person.id, RoleHeld.role == role)).one()
    db.commit()  # because an open transaction would keep the browser waiting on SQLite
    return found


@pytest.mark.parametrize("role", EVERYBODY_ELSE)
def test_for_others_the_page_does_not_exist(db, browse, role):
    assert browse(make_person(db, role)).get("/admin/people").status_code == 404


def test_people_are_found_by_a_part_of_name_or_email(db, browse, admin):
    make_person(db, name="Åse Ågård", email="aase@egekoebing.dk")
    make_person(db, name="Bo Bech", email="bo@egekoebing.dk")

    by_name, by_email = (browse(admin).get(f"/admin/people?q={text}").text for text in ("Ågår", "bo@"))

    assert "Åse Ågård" in by_name
    assert "Bo Bech" not in by_name
    assert "Bo Bech" in by_email
    assert "Ingen hedder sådan" in browse(admin).get("/admin/people?q=%25").text


def test_a_long_list_goes_on_where_it_stopped(db, browse, admin):
    for n in range(55):
        make_person(db, name=f"Bo {n:02}")
    viewer = browse(admin)

    first = viewer.get("/admin/people?q=Bo").text
    after = first.split("after=")[1].split('"')[0]
    second = viewer.get(f"/admin/people?q=Bo&after={after}").text

    assert "Bo 49" in first
    assert "Bo 50" not in first
    assert all(f"Bo {n}" in second for n in range(50, 55))
    assert "Vis flere" not in second


def test_a_new_person_can_sign_in(db, browse, admin):
    place = make_institution(db)
    new = {"name": "Nye Niels", "email": "Niels@example.org", "institution_id": str(place.id), "role": "driver"}

    answer = browse(admin).post("/admin/people/new", {**new, "password": PASSWORD})

    assert answer.status_code == 200
    person = db.exec(select(Person).where(Person.email == "niels@example.org")).one()
    assert roles_of(db, person) == [Role.DRIVER]
    signed_in = browse().post("/sign-in", {"email": "niels@example.org", "password": PASSWORD}, follow_redirects=False)
    assert signed_in.status_code == 303


@pytest.mark.parametrize(
    "field,typed,said",
    [
        ("name", "", "Udfyld feltet"), ("email", "niels", "Skriv en e-mailadresse"),
        ("phone", "12", "Skriv et telefonnummer"),
        ("password", "kort", "mindst 12 tegn"), ("role", "king", "Vælg en af mulighederne"),
        ("email", "ada@example.org", "logger allerede ind"),
    ],
)  # fmt: skip
def test_a_faulty_field_says_so_and_keeps_what_was_typed(db, browse, field, typed, said):
    admin = make_person(db, Role.ADMINISTRATOR, email="ada@example.org")
    right = {"name": "Niels", "email": "niels@example.org", "role": "employee", "password": PASSWORD}

    answer = browse(admin).post("/admin/people/new", {**right, field: typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Niels"' in answer.text or field == "name"
    assert PASSWORD not in answer.text
    assert len(db.exec(select(Person)).all()) == 1


def test_facts_are_changed_and_the_history_says_by_whom(db, browse, admin):
    person, place = make_person(db, name="Bo"), make_institution(db, "Rådhuset")

    facts = {"name": "Bo Bech", "email": person.email, "phone": "12 34 56 78", "institution_id": str(place.id)}

    browse(admin).post(f"/admin/people/{person.id}", facts)

    db.refresh(person)
    assert (person.name, person.phone, person.institution_id) == ("Bo Bech", "12 34 56 78", place.id)
    changed = db.exec(select(Event).where(Event.name == "person_changed")).one()
    assert (changed.actor_id, changed.before["name"], changed.after["name"]) == (admin.id, "Bo", "Bo Bech")


def test_a_role_works_at_the_next_request_and_so_does_its_end(db, browse, admin):
    person = make_person(db)
    theirs, ours = browse(person), browse(admin)
    assert theirs.get("/admin/history").status_code == 404

    ours.post(f"/admin/people/{person.id}/roles", {"role": "finance"})
    assert theirs.get("/admin/history").status_code == 200

    ours.post(f"/admin/people/{person.id}/roles/{held_id(db, person, Role.FINANCE)}/take")
    assert theirs.get("/admin/history").status_code == 404


def test_the_same_role_twice_is_one_role(db, browse, admin):
    person = make_person(db, Role.DRIVER)

    answer = browse(admin).post(f"/admin/people/{person.id}/roles", {"role": "driver"})

    assert answer.status_code == 422
    assert "har allerede den rolle" in answer.text
    assert roles_of(db, person) == [Role.DRIVER]


def test_a_closed_access_ends_what_is_under_way_and_can_be_opened_again(db, browse, admin):
    person = make_person(db)
    theirs, ours = browse(person), browse(admin)

    ours.post(f"/admin/people/{person.id}/access")
    assert theirs.get("/", follow_redirects=False).status_code == 303

    ours.post(f"/admin/people/{person.id}/access", {"open": "yes"})
    db.refresh(person)
    assert person.disabled_at is None


def test_a_new_password_signs_the_person_out(db, browse, admin):
    person = make_person(db)
    theirs = browse(person)

    browse(admin).post(f"/admin/people/{person.id}/password", {"password": PASSWORD})

    assert theirs.get("/", follow_redirects=False).status_code == 303
    db.refresh(person)
    assert verify(PASSWORD, person.password_hash)


def test_nobody_closes_their_own_access_or_the_last_administrator_s(db, browse, admin):
    other = make_person(db, Role.ADMINISTRATOR)
    ours = browse(admin)

    assert ours.post(f"/admin/people/{admin.id}/access").status_code == 409
    assert ours.post(f"/admin/people/{other.id}/access").status_code == 200
    last = ours.post(f"/admin/people/{admin.id}/roles/{held_id(db, admin, Role.ADMINISTRATOR)}/take")

    assert last.status_code == 409
    assert "én administrator tilbage" in last.text
    assert roles_of(db, admin) == [Role.ADMINISTRATOR]


def test_people_of_another_municipality_do_not_exist(db, browse, admin):
    ours = browse(admin)
    make_municipality(db)
    stranger = make_person(db, Role.DRIVER, name="Fremmed Fie")
    place, held = make_institution(db), held_id(db, stranger, Role.DRIVER)
    db.commit()

    assert "Fremmed Fie" not in ours.get("/admin/people").text
    for url in ("", "/password", "/access", "/roles", f"/roles/{held}/take"):
        assert ours.post(f"/admin/people/{stranger.id}{url}", {"role": "driver"}).status_code == 404, url
    assert ours.get(f"/admin/people/{stranger.id}").status_code == 404
    foreign_place = {"name": "N", "email": "n@example.org", "password": PASSWORD, "institution_id": str(place.id)}
    assert ours.post("/admin/people/new", foreign_place).status_code == 404


def test_who_administers_a_branch_manages_that_branch_and_nobody_who_may_do_more(db, browse):
    branch, elsewhere = make_institution(db, "Skolen"), make_institution(db, "Huset")
    local = make_person(db, Role.ADMINISTRATOR, at=branch)
    inside, outside = make_person(db, at=branch, name="Inde Ib"), make_person(db, at=elsewhere, name="Ude Ulla")
    mighty = make_person(db, Role.ADMINISTRATOR, home=branch)
    ours = browse(local)

    listed = ours.get("/admin/people").text
    assert "Inde Ib" in listed
    assert "Ude Ulla" not in listed
    assert ours.get(f"/admin/people/{inside.id}").status_code == 200
    for person in (outside, mighty):
        assert ours.post(f"/admin/people/{person.id}/password", {"password": PASSWORD}).status_code == 404
    for place in ("", str(elsewhere.id)):
        role = {"role": "administrator", "place_id": place}
        assert ours.post(f"/admin/people/{inside.id}/roles", role).status_code == 404
    for url in ("/admin/settings", "/admin/institutions", "/admin/imports", "/admin/history"):
        assert ours.get(url).status_code == 404, url
    assert "/admin/history" not in ours.get("/admin").text
    assert roles_of(db, inside) == [Role.EMPLOYEE]


@pytest.mark.parametrize("role", [Role.WORKSHOP, Role.WORKSHOP_LEAD, Role.DRIVER])
def test_who_administers_a_branch_gives_no_role_that_opens_the_whole_municipality(db, browse, role):
    branch = make_institution(db, "Skolen")
    local, inside = make_person(db, Role.ADMINISTRATOR, at=branch), make_person(db, at=branch)
    worker = make_person(db, role, at=branch)
    ours = browse(local)
    new = {"name": "N", "email": "n@example.org", "password": PASSWORD, "institution_id": str(branch.id)}

    for_other = ours.post(f"/admin/people/{inside.id}/roles", {"role": role, "place_id": str(branch.id)})
    for_new = ours.post("/admin/people/new", {**new, "role": role})

    for answer in (for_other, for_new):
        assert answer.status_code == 422
        assert "Kun en administrator for hele kommunen" in answer.text
    assert f'value="{role}"' not in ours.get("/admin/people/new").text
    assert ours.post(f"/admin/people/{worker.id}/password", {"password": PASSWORD}).status_code == 404
    assert roles_of(db, inside) == [Role.EMPLOYEE]
    assert db.exec(select(Person).where(Person.email == "n@example.org")).first() is None
