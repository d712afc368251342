"""The lead edits checklists and stations; jobs that go on keep the steps they began with."""

from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import col, select

from app.media.models import Photo, PhotoState
from app.workshop.actions import start_job
from app.workshop.actions.checklists import MOST_STEPS, TooManySteps, add_step, move_step, remove_step
from app.workshop.models import ChecklistStep, Station
from app.workshop.queries import tasks_of
from app.workshop.stations import read_stations
from tests.factories import make_category, make_person
from tests.workshop.factories import make_lead, make_photo, make_steps, make_units, make_worker

LONG = "Gør den ren " + "og tør den af " * 4


def steps_of(db, category) -> list[ChecklistStep]:
    found = select(ChecklistStep).where(ChecklistStep.category_id == category.id)
    return list(db.exec(found.order_by(col(ChecklistStep.position))).all())


def texts(db, category) -> list[str]:
    return [step.text_da for step in steps_of(db, category)]


def test_steps_change_places_and_close_up(db):
    lead, category = make_lead(db), make_category(db)
    make_steps(db, category, "A", "B", "C")
    first, second, _third = steps_of(db, category)

    move_step(db, second, up=True, by=lead)
    assert texts(db, category) == ["B", "A", "C"]
    move_step(db, second, up=True, by=lead)
    assert texts(db, category) == ["B", "A", "C"]
    move_step(db, first, up=False, by=lead)
    assert texts(db, category) == ["B", "C", "A"]
    remove_step(db, second, by=lead)

    assert [(step.position, step.text_da) for step in steps_of(db, category)] == [(1, "C"), (2, "A")]


def test_there_is_room_for_twenty_steps(db):
    lead, category = make_lead(db), make_category(db)
    make_steps(db, category, *(f"Trin {n}" for n in range(MOST_STEPS)))

    with pytest.raises(TooManySteps):
        add_step(db, category, text_da="Et til", text_en="", icon="tool", by=lead)


def test_a_job_keeps_the_steps_and_photos_it_began_with(db):
    lead, worker, category = make_lead(db), make_worker(db), make_category(db)
    photo = make_photo(db, lead)
    step = add_step(db, category, text_da="Skift hjul", text_en="", icon="tool", photo_id=photo.id, by=lead)
    job = start_job(db, make_units(db, worker)[0], by=worker)

    remove_step(db, step, by=lead)

    assert [(task.text_da, task.text_en, task.photo_id) for task in tasks_of(db, job)] == [
        ("Skift hjul", "Skift hjul", photo.id)
    ]


def test_a_sentence_that_is_too_long_is_refused_beside_its_field_and_kept(db, browse):
    lead, category = make_lead(db), make_category(db)
    url = f"/workshop/checklists/{category.id}"
    db.commit()

    refused = browse(lead).post(f"{url}/steps", {"text_da": LONG, "icon": "spray"})

    assert refused.status_code == 422
    assert "Skriv højst 15 ord i en sætning" in refused.text
    assert LONG.strip() in refused.text
    assert texts(db, category) == []


def test_the_pages_add_change_move_and_remove(db, browse):
    lead, category = make_lead(db), make_category(db)
    web, url = browse(lead), f"/workshop/checklists/{category.id}"
    db.commit()
    assert "Kontorstol" in web.get("/workshop/checklists").text
    web.post(f"{url}/steps", {"text_da": "Gør den ren", "text_en": "Clean it", "icon": "spray"})
    web.post(f"{url}/steps", {"text_da": "Skift hjul", "icon": "tool"})
    assert web.post(f"{url}/steps", {"text_da": "Skift hjul", "icon": "skull"}).status_code == 422
    first, second = [step.id for step in steps_of(db, category)]
    db.commit()

    web.post(f"/workshop/checklists/steps/{second}/place", {"to": "up"})
    web.post(f"/workshop/checklists/steps/{first}", {"text_da": "Vask den. Brug sæbe.", "icon": "spray"})
    page = web.get(url).text
    assert page.index("Skift hjul") < page.index("Vask den. Brug sæbe.")
    web.post(f"/workshop/checklists/steps/{second}/removal")

    db.expire_all()
    assert texts(db, category) == ["Vask den. Brug sæbe."]


def test_a_photo_of_the_step_is_shown_on_the_job_and_can_be_taken_off(db, browse):
    lead, worker, category = make_lead(db), make_worker(db), make_category(db)
    make_steps(db, category, "Skift hjul")
    step, file = steps_of(db, category)[0], BytesIO()
    Image.new("RGB", (80, 60), "blue").save(file, "JPEG")
    web, url = browse(lead), f"/workshop/checklists/steps/{step.id}"
    said = {"text_da": "Skift hjul", "icon": "tool"}
    db.commit()

    assert web.post(url, said, files={"photo": ("a.jpg", b"no picture", "image/jpeg")}).status_code == 422
    web.post(url, said, files={"photo": ("a.jpg", file.getvalue(), "image/jpeg")})
    photo = db.exec(select(Photo)).one()
    photo.state, photo.width, photo.height = PhotoState.READY, 80, 60
    db.add(photo)
    db.refresh(step)
    job_id, photo_id = start_job(db, make_units(db, worker)[0], by=worker).id, photo.id
    db.commit()

    assert f"/photos/{photo_id}/" in browse(worker).get(f"/workshop/jobs/{job_id}").text
    web.post(url, {**said, "drop_photo": "on"})
    db.refresh(step)
    assert step.photo_id is None


def test_stations_take_categories_over_and_let_them_go(db, browse):
    lead, chair, desk = make_lead(db), make_category(db), make_category(db, "desk_fixed", name_da="Skrivebord")
    web, url = browse(lead), "/workshop/settings/stations"
    db.commit()
    for name in ("Træ", "Stof"):
        web.post(url, {"name": name})
    assert web.post(url, {"name": "Træ"}).status_code == 422
    wood, cloth = db.exec(select(Station.id).order_by(col(Station.position))).all()
    chairs, desks = chair.id, desk.id
    db.commit()

    web.post(f"{url}/{wood}", {"name": "Træ", "categories": [str(chairs), str(desks)]})
    web.post(f"{url}/{cloth}", {"name": "Stof", "categories": [str(chairs)]})
    assert web.post(f"{url}/{cloth}", {"name": "Træ"}).status_code == 422
    db.expire_all()
    assert read_stations(db).by_category == {desks: wood, chairs: cloth}
    db.commit()
    web.post(f"{url}/{wood}/closure")

    db.expire_all()
    assert read_stations(db).by_category == {chairs: cloth}
    db.commit()
    assert web.get(f"{url}/{wood}").status_code == 404
    web.post(url, {"name": "Træ"})
    assert "Træ" in web.get(url).text


def test_only_the_lead_edits(db, browse):
    category = make_category(db)
    db.commit()

    for somebody in (make_worker(db), make_person(db)):
        web = browse(somebody)
        for url in ("/workshop/checklists", f"/workshop/checklists/{category.id}", "/workshop/settings/stations"):
            assert web.get(url).status_code == 404
