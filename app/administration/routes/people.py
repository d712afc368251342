"""People: find them, let them in, give and take roles, close the door."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.actions import EmailTaken, add_person
from app.accounts.guard import SignedIn, allow
from app.accounts.models import Person, Role
from app.accounts.permissions import Permission
from app.accounts.queries import institutions_in_scope
from app.accounts.upkeep import change_person, choose_password, enable_person
from app.accounts.viewer import Viewer
from app.administration.forms import NewPersonForm, PasswordForm, PersonForm, RoleForm
from app.administration.people import (
    RoleBeyondReach,
    close_access,
    get_managed_person,
    grant_role,
    held_roles,
    managed_institution,
    may_give,
    people_managed_by,
    role_fault,
    withdraw_role,
)
from app.administration.words import ROLES, role_options
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other

router = APIRouter()
MANAGE = [allow(Permission.MANAGE_PEOPLE)]


@router.get("/admin/people", dependencies=MANAGE)
def show_people(request: Request, db: Db, viewer: SignedIn, q: str = "", after: UUID | None = None) -> Response:
    text = q.strip()[:100]
    people, go_on = people_managed_by(db, viewer, text=text, after=after)
    return page(
        request,
        "administration/people.html",
        people=people,
        go_on=go_on,
        text=text,
        roles=ROLES,
        is_first=after is None,
    )


@router.get("/admin/people/new", dependencies=MANAGE)
def show_new_person(request: Request, db: Db, viewer: SignedIn) -> Response:
    return _new_page(request, db, viewer, Filled.of(NewPersonForm, role="employee"))


@router.post("/admin/people/new", dependencies=MANAGE)
def post_new_person(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(NewPersonForm, data)
    if form.value is None:
        return _new_page(request, db, viewer, form, status=422)
    new = form.value
    home = managed_institution(db, new.institution_id, viewer=viewer)
    if not may_give(viewer, new.role):
        return _new_page(request, db, viewer, form.refuse("role", RoleBeyondReach.message), status=422)
    try:
        person = add_person(
            db, viewer.municipality_id, email=new.email, name=new.name, institution=home, password=new.password,
            phone=new.phone, by=viewer,
        )  # fmt: skip
    except EmailTaken as taken:
        return _new_page(request, db, viewer, form.refuse("email", taken.sentence), status=422)
    grant_role(db, person, new.role, home, by=viewer)
    return see_other(request, f"/admin/people/{person.id}", notice=_("%(name)s can sign in now", name=person.name))


@router.get("/admin/people/{person_id}", dependencies=MANAGE)
def show_person(request: Request, db: Db, viewer: SignedIn, person_id: UUID) -> Response:
    return _person_page(request, db, viewer, get_managed_person(db, person_id, viewer=viewer))


@router.post("/admin/people/{person_id}", dependencies=MANAGE)
def post_person(request: Request, db: Db, viewer: SignedIn, person_id: UUID, data: Sent) -> Response:
    person = get_managed_person(db, person_id, viewer=viewer)
    form = read(PersonForm, data)
    if form.value is None:
        return _person_page(request, db, viewer, person, facts=form)
    managed_institution(db, form.value.institution_id, viewer=viewer)
    try:
        change_person(db, person, by=viewer, **form.value.model_dump())
    except EmailTaken as taken:
        return _person_page(request, db, viewer, person, facts=form.refuse("email", taken.sentence))
    return see_other(request, f"/admin/people/{person.id}", notice=_("%(name)s is saved", name=person.name))


@router.post("/admin/people/{person_id}/roles", dependencies=MANAGE)
def post_role(request: Request, db: Db, viewer: SignedIn, person_id: UUID, data: Sent) -> Response:
    person = get_managed_person(db, person_id, viewer=viewer)
    form = read(RoleForm, data)
    if form.value is None:
        return _person_page(request, db, viewer, person, new_role=form)
    place = managed_institution(db, form.value.place_id, viewer=viewer)
    if fault := role_fault(db, person, form.value.role, place, by=viewer):
        return _person_page(request, db, viewer, person, new_role=form.refuse("role", fault))
    grant_role(db, person, form.value.role, place, by=viewer)
    return see_other(request, f"/admin/people/{person.id}", notice=_("The role holds from now on"))


@router.post("/admin/people/{person_id}/roles/{held_id}/take", dependencies=MANAGE)
def post_role_taken(request: Request, db: Db, viewer: SignedIn, person_id: UUID, held_id: UUID) -> Response:
    person = get_managed_person(db, person_id, viewer=viewer)
    withdraw_role(db, person, held_id, by=viewer)
    return see_other(request, f"/admin/people/{person.id}", notice=_("The role is taken back"))


@router.post("/admin/people/{person_id}/password", dependencies=MANAGE)
def post_password(request: Request, db: Db, viewer: SignedIn, person_id: UUID, data: Sent) -> Response:
    person = get_managed_person(db, person_id, viewer=viewer)
    form = read(PasswordForm, data)
    if form.value is None:
        return _person_page(request, db, viewer, person, new_password=form)
    choose_password(db, person, form.value.password, by=viewer)
    if person.id == viewer.person_id:
        return see_other(request, "/sign-in", notice=_("Sign in with your new password"))
    notice = _("The new password holds. %(name)s is signed out everywhere.", name=person.name)
    return see_other(request, f"/admin/people/{person.id}", notice=notice)


@router.post("/admin/people/{person_id}/access", dependencies=MANAGE)
def post_access(request: Request, db: Db, viewer: SignedIn, person_id: UUID, data: Sent) -> Response:
    person = get_managed_person(db, person_id, viewer=viewer)
    if data.get("open") == "yes":
        enable_person(db, person, by=viewer)
        notice = _("%(name)s can sign in again", name=person.name)
    else:
        close_access(db, person, by=viewer)
        notice = _("%(name)s cannot sign in any more", name=person.name)
    return see_other(request, f"/admin/people/{person.id}", notice=notice)


def _places(db: Session, viewer: Viewer) -> list[tuple[UUID, str]]:
    return [(row.id, row.name) for row in institutions_in_scope(db, viewer, Permission.MANAGE_PEOPLE)]


def _role_options(viewer: Viewer) -> list[tuple[str, str]]:
    return [(role, label) for role, label in role_options() if may_give(viewer, Role(role))]


def _new_page(
    request: Request, db: Session, viewer: Viewer, form: Filled[NewPersonForm], status: int = 200
) -> Response:
    return page(
        request, "administration/new_person.html", status=status, form=form, places=_places(db, viewer),
        role_options=_role_options(viewer), is_everywhere=viewer.scope(Permission.MANAGE_PEOPLE).everywhere,
    )  # fmt: skip


def _person_page(
    request: Request,
    db: Session,
    viewer: Viewer,
    person: Person,
    *,
    facts: Filled[PersonForm] | None = None,
    new_role: Filled[RoleForm] | None = None,
    new_password: Filled[PasswordForm] | None = None,
) -> Response:
    """The person's page; a form that was sent and refused stands there as it was typed."""
    known = {name: getattr(person, name) for name in PersonForm.model_fields}
    return page(
        request, "administration/person.html", status=422 if facts or new_role or new_password else 200, person=person,
        held=held_roles(db, [person.id]).get(person.id, ()), places=_places(db, viewer), roles=ROLES,
        role_options=_role_options(viewer), is_everywhere=viewer.scope(Permission.MANAGE_PEOPLE).everywhere,
        facts=facts or Filled.of(PersonForm, **known), new_role=new_role, new_password=new_password,
    )  # fmt: skip
