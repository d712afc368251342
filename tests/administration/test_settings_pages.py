"""The municipality's own rules, its tree of workplaces, and the way there."""

import pytest
from sqlmodel import col, select

from app.accounts.models import ApprovalRule, Municipality, PriceMode, Role
from app.administration.models import ImportKind
from app.history.models import Event
from tests.administration.files import WORKPLACES, import_rows
from tests.factories import make_institution, make_municipality, make_person, the_municipality

SETTINGS = {
    "shop_name": "Butikken", "workshop_name": "Værkstedet", "phone": "12 34 56 78", "email": "genbrug@example.dk",
    "opening_hours": "kl. 8–15", "price_mode": "handling_fee", "handling_fee_ore": "1.250,50",
    "approval_rule": "always",
    "approval_limit_ore": "2.000", "approval_days": "7", "hold_minutes": "45", "extra_trip_ore": "0",
    "return_days": "30", "labour_ore_per_hour": "250", "check_by_another": "on",
}  # fmt: skip


@pytest.fixture
def admin(db):
    return make_person(db, Role.ADMINISTRATOR)


@pytest.mark.parametrize("url", ["/admin", "/admin/settings", "/admin/institutions"])
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_for_others_the_page_does_not_exist(db, browse, role, url):
    assert browse(make_person(db, role)).get(url).status_code == 404


def test_settings_are_typed_in_kroner_and_hold_from_the_next_request(db, browse, admin):
    ours = browse(admin)

    answer = ours.post("/admin/settings", SETTINGS)

    rules = the_municipality(db)
    db.refresh(rules)
    assert answer.status_code == 200
    assert (rules.handling_fee_ore, rules.approval_limit_ore, rules.labour_ore_per_hour) == (125_050, 200_000, 25_000)
    assert (rules.price_mode, rules.approval_rule) == (PriceMode.HANDLING_FEE, ApprovalRule.ALWAYS)
    assert (rules.hold_minutes, rules.return_days, rules.check_by_another) == (45, 30, True)
    assert 'value="1.250,50"' in answer.text
    assert "kl. 8–15" in browse(make_person(db)).get("/was").text


def test_a_change_is_in_the_history_with_what_was_before(db, browse, admin):
    ours = browse(admin)
    ours.post("/admin/settings", SETTINGS)

    ours.post("/admin/settings", {**SETTINGS, "hold_minutes": "60"})
    ours.post("/admin/settings", {**SETTINGS, "hold_minutes": "60"})

    last = db.exec(select(Event).where(Event.name == "settings_changed").order_by(col(Event.position))).all()[-1]
    assert (last.before, last.after, last.actor_id) == ({"hold_minutes": 45}, {"hold_minutes": 60}, admin.id)
    assert len(db.exec(select(Event).where(Event.name == "settings_changed")).all()) == 2


@pytest.mark.parametrize(
    "field,typed,said",
    [
        ("handling_fee_ore", "1.25", "Skriv et tal, fx 1.250,50"), ("approval_limit_ore", "-1", "0 eller mere"),
        ("extra_trip_ore", "10,005", "højst to decimaler"), ("labour_ore_per_hour", "mange", "Skriv et tal"),
        ("hold_minutes", "4", "5 eller mere"), ("return_days", "366", "365 eller mindre"),
        ("approval_days", "", "Udfyld"),
        ("email", "ingen", "e-mailadresse"), ("phone", "1234", "telefonnummer"), ("shop_name", "", "Udfyld feltet"),
        ("price_mode", "barter", "Vælg en af"), ("approval_rule", "", "Udfyld feltet"),
    ],
)  # fmt: skip
def test_a_faulty_setting_says_so_and_changes_nothing(db, browse, admin, field, typed, said):
    before = the_municipality(db).model_dump()

    answer = browse(admin).post("/admin/settings", {**SETTINGS, field: typed})

    assert answer.status_code == 422
    assert said in answer.text
    db.expire_all()
    assert the_municipality(db).model_dump() == before


def test_a_neighbour_s_settings_stay_as_they_are(db, browse, admin):
    ours = browse(admin)
    neighbour = make_municipality(db)
    db.commit()

    ours.post("/admin/settings", SETTINGS)

    db.expire_all()
    assert db.get_one(Municipality, neighbour.id).shop_name != "Butikken"


def test_the_tree_shows_workplaces_cost_centres_and_people(db, browse, admin):
    import_rows(db, ImportKind.INSTITUTIONS, WORKPLACES)
    home = make_institution(db, "Rådhuset")
    make_person(db, home=home)
    make_person(db, home=home)
    ours = browse(admin)
    make_municipality(db)
    make_institution(db, "Naboskolen")
    db.commit()

    text = ours.get("/admin/institutions").text

    assert "Sølund Skole" in text
    assert "5520-10 Sølund Skole, drift" in text
    assert "5790000000029" in text
    assert "2 brugere" in text
    assert "Naboskolen" not in text


def test_the_overview_leads_to_every_page(db, browse, admin):
    ours = browse(admin)

    text = ours.get("/admin").text

    for url in ("people", "institutions", "settings", "imports", "history"):
        assert f'href="/admin/{url}"' in text
        assert ours.get(f"/admin/{url}").status_code == 200
