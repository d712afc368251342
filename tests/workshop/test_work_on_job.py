"""A job from start to passed check: steps, minutes, parts, photos, another pair of eyes."""

from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from app.accounts.models import Role
from app.catalogue.stages import Stage
from app.impact.factors import factor_set
from app.workshop.actions import (
    AlreadyStarted,
    CheckByAnother,
    JobMovedOn,
    StepsLeft,
    add_minutes,
    check_units,
    finish_job,
    finish_task,
    pass_job,
    send_back_job,
    start_job,
    stop_job,
    undo_last,
    use_part,
)
from app.workshop.models import Job, JobPhoto, JobState, JobTask, StopReason
from app.workshop.queries import burdens_of_unit, tasks_of
from app.workshop.stock.factors import choosable_parts, get_choosable
from tests.factories import make_category, make_person, make_viewer, the_municipality
from tests.workshop.factories import make_checked, make_steps, make_units, make_worker


def started(db, *steps: str):
    worker, category = make_worker(db), make_category(db)
    make_steps(db, category, *steps)
    unit = make_units(db, worker)[0]
    return worker, unit, start_job(db, unit, by=worker)


def test_starting_takes_the_unit_in_and_copies_the_checklist(db):
    worker, unit, job = started(db, "Gør den ren", "Skift hjul")

    assert unit.stage is Stage.IN_WORKSHOP
    assert [task.text_da for task in tasks_of(db, job)] == ["Gør den ren", "Skift hjul"]
    assert job.electricity_wh > 0
    db.commit()
    with pytest.raises(AlreadyStarted):
        start_job(db, unit, by=worker)


def test_steps_are_done_in_order_undone_and_must_all_be_done(db):
    worker, _unit, job = started(db, "Gør den ren", "Skift hjul")
    first, second = tasks_of(db, job)
    finish_task(db, job, first, by=worker)

    with pytest.raises(StepsLeft):
        finish_job(db, job, by=worker)
    finish_task(db, job, second, by=worker)
    undone = undo_last(db, job, by=worker)
    assert undone is not None
    assert undone.task == second
    assert [task.done_at is not None for task in tasks_of(db, job)] == [True, False]
    finish_task(db, job, second, by=worker)
    finish_job(db, job, by=worker)

    assert job.state is JobState.TO_CHECK
    with pytest.raises(JobMovedOn):
        finish_task(db, job, first, by=worker)


def test_minutes_add_up_and_never_fall_below_none(db):
    worker, _unit, job = started(db)

    for minutes in (5, 30, -10):
        add_minutes(db, job, minutes, by=worker)
    assert job.minutes == 25
    add_minutes(db, job, -600, by=worker)

    assert job.minutes == 0


def test_burdens_are_those_since_the_unit_was_last_received(db):
    worker, unit, job = started(db)
    add_minutes(db, job, 40, by=worker)
    use_part(db, job, amount=Decimal(2), cost_ore=60_000, chosen=get_choosable("part_ssd", factor_set()), by=worker)
    use_part(db, job, amount=Decimal("0.5"), cost_ore=4_000, chosen=get_choosable("mat_metal", factor_set()), by=worker)
    use_part(db, job, amount=Decimal(5), cost_ore=10_000, name="Hjul", by=worker)
    stop_job(db, job, reason=StopReason.TOO_HARD, by=worker)
    again = start_job(db, unit, by=worker)
    add_minutes(db, again, 2, by=worker)

    burdens = burdens_of_unit(db, unit.id)

    assert (burdens.minutes, burdens.parts_cost_ore) == (42, 74_000)
    assert burdens.electricity_wh == job.electricity_wh + again.electricity_wh
    assert {(p.quantity, p.co2e_g_each) for p in burdens.parts} == {(2, 93_000), (1, 1_737), (5, 0)}

    unit.received_at = again.started_at.replace(year=again.started_at.year + 1)
    db.add(unit)
    db.flush()
    assert burdens_of_unit(db, unit.id).minutes == 0


def test_only_parts_and_materials_can_be_chosen():
    keys = {each.key for each in choosable_parts(factor_set())}

    assert {"part_ssd", "mat_wood"} <= keys
    assert all(key.startswith(("part_", "mat_")) for key in keys)
    assert get_choosable("van_diesel_III_km", factor_set()) is None


def test_passing_gives_the_condition_and_ends_the_job(db):
    worker, unit, job = started(db)
    finish_job(db, job, by=worker)

    pass_job(db, job, condition=2, faults="Ridse på ryggen", by=worker)

    assert (job.state, job.faults, unit.condition) == (JobState.PASSED, "Ridse på ryggen", 2)
    assert job.ended_at is not None


def test_where_others_must_check_the_same_eyes_are_refused(db):
    worker, unit, job = started(db)
    municipality = the_municipality(db)
    municipality.check_by_another = True
    db.add(municipality)
    finish_job(db, job, by=worker)

    with pytest.raises(CheckByAnother):
        pass_job(db, job, condition=3, by=worker)
    pass_job(db, job, condition=3, by=make_viewer(db, Role.WORKSHOP))

    assert unit.condition == 3


def test_a_job_sent_back_is_open_again_with_its_note(db):
    worker, _unit, job = started(db)
    finish_job(db, job, by=worker)

    send_back_job(db, job, note="Hjulet sidder løst", by=worker)

    assert (job.state, job.check_note) == (JobState.OPEN, "Hjulet sidder løst")


def test_equal_units_that_need_no_work_are_checked_in_one_go(db):
    worker = make_worker(db)
    make_steps(db, make_category(db), "Gør den ren")
    units = make_units(db, worker, 3)

    passed = check_units(db, units, condition=3, minutes=10, by=worker)

    assert [job.minutes for job in passed] == [4, 3, 3]
    assert {job.state for job in passed} == {JobState.PASSED}
    assert db.exec(select(JobTask)).all() == []


def test_where_others_must_check_equal_units_wait_for_them(db):
    worker = make_worker(db)
    municipality = the_municipality(db)
    municipality.check_by_another = True
    db.add(municipality)
    units = make_units(db, worker, 2)

    assert check_units(db, units, condition=3, by=worker) == []
    assert len(check_units(db, units, condition=3, by=make_viewer(db, Role.WORKSHOP))) == 2


def test_the_pages_walk_a_job_from_start_to_check(db, browse):
    worker, category = make_worker(db), make_category(db)
    make_steps(db, category, "Gør den ren", "Skift hjul")
    make_units(db, worker)
    web = browse(worker)

    page = web.post("/units/A-0001/job")
    job = db.exec(select(Job)).one()
    first, second = tasks_of(db, job)
    db.commit()
    url = f"/workshop/jobs/{job.id}"
    assert page.url.path == url
    assert "Gør den ren" in page.text
    early = web.post(f"{url}/end")
    assert early.status_code == 409
    assert "trin tilbage" in early.text
    web.post(f"{url}/tasks/{first.id}/done")
    web.post(f"{url}/undo")
    web.post(f"{url}/tasks/{first.id}/done")
    web.post(f"{url}/tasks/{second.id}/done")
    assert "30" in web.post(f"{url}/minutes", {"minutes": 30}).text
    assert web.post(f"{url}/minutes", {"minutes": "lidt"}).status_code == 422
    assert "93\u00a0kg" in web.post(f"{url}/parts", {"key": "part_ssd", "amount": "1", "cost_ore": "300,50"}).text
    assert web.post(f"{url}/parts", {"amount": "1"}).status_code == 422
    check = web.post(f"{url}/end")
    assert check.url.path == "/workshop/check"
    unnamed = web.post("/workshop/check", {"units": "A-0001", "condition": 2})
    assert unnamed.status_code == 422
    done = web.post("/workshop/check", {"units": "A-0001", "condition": 2, "faults": "Ridse"})

    assert done.url.path == "/workshop/items/new"
    db.refresh(job)
    assert (job.state, job.minutes, job.faults) == (JobState.PASSED, 30, "Ridse")


def test_a_job_that_cannot_be_done_is_put_aside_with_its_reason(db, browse):
    worker, _unit, job = started(db, "Gør den ren")
    web = browse(worker)

    assert web.post(f"/workshop/jobs/{job.id}/stop", {}).status_code == 422
    board = web.post(f"/workshop/jobs/{job.id}/stop", {"reason": "missing_parts", "note": "Fem hjul"})

    assert "Der mangler dele" in board.text
    assert "Fem hjul" in web.get("/units/A-0001").text


def test_photos_from_before_and_after_are_kept(db, browse):
    worker, _unit, job = started(db)
    file = BytesIO()
    Image.new("RGB", (80, 60), "blue").save(file, "JPEG")
    web, url = browse(worker), f"/workshop/jobs/{job.id}/photos/after"

    kept = web.post(url, files={"photo": ("a.jpg", file.getvalue(), "image/jpeg")})
    broken = web.post(url, files={"photo": ("a.jpg", b"no picture", "image/jpeg")})

    photo = db.exec(select(JobPhoto)).one()
    db.commit()
    assert (kept.status_code, broken.status_code) == (200, 422)
    assert "Vi kan ikke læse filen" in broken.text
    web.post(f"/workshop/jobs/{job.id}/photos/{photo.photo_id}/removal")
    assert db.exec(select(JobPhoto)).all() == []


def test_others_see_nothing_of_jobs(db, browse):
    _worker, _unit, job = started(db)
    stranger = browse(make_person(db))

    for url in ("/workshop", f"/workshop/jobs/{job.id}", "/workshop/check?units=A-0001", "/workshop/find"):
        assert stranger.get(url).status_code == 404, url
    assert stranger.post("/units/A-0001/job").status_code == 404


def test_the_second_of_two_who_tick_the_same_step_changes_nothing(db):
    worker, _unit, job = started(db, "Gør den ren")
    task = tasks_of(db, job)[0]
    finish_task(db, job, task, by=worker)
    first_time = task.done_at

    finish_task(db, job, task, by=make_viewer(db, Role.WORKSHOP))

    assert (task.done_at, task.done_by_id) == (first_time, worker.person_id)


def test_a_checked_unit_is_not_worked_on_by_mistake_twice(db):
    worker = make_worker(db)
    unit = make_units(db, worker)[0]
    job = make_checked(db, unit, worker)

    with pytest.raises(JobMovedOn):
        stop_job(db, job, reason=StopReason.TOO_HARD, by=worker)


def test_a_second_tap_on_start_gets_a_sentence(db, browse):
    worker = make_worker(db)
    unit = make_units(db, worker)[0]
    db.commit()
    web = browse(worker)

    first, second = (web.post(f"/units/{unit.number}/job") for _tap in range(2))

    assert (first.status_code, second.status_code) == (200, 409)
    assert "lige gået i gang med A-0001" in second.text
