"""What was done last is taken back, also the end of the work, while nothing has happened since."""

import re

from sqlmodel import select

from app.catalogue.stages import Stage
from app.workshop.actions import finish_job, finish_task, last_deed, scrap_unit, start_job, stop_job, undo_last
from app.workshop.actions.scrap import ScrapReason
from app.workshop.models import HelpCall, JobState, StopReason
from app.workshop.queries import last_job, tasks_of
from tests.factories import make_category
from tests.workshop.factories import make_checked, make_lead, make_steps, make_units, make_worker


def begun(db, *steps: str):
    worker = make_worker(db)
    make_steps(db, make_category(db), *steps)
    unit = make_units(db, worker)[0]
    return worker, unit, start_job(db, unit, by=worker)


def key_of_last_deed(db, job) -> str:
    found = last_deed(db, job)
    assert found is not None
    return found.key


def test_a_job_that_was_finished_by_mistake_is_open_again(db):
    worker, _unit, job = begun(db)
    finish_job(db, job, by=worker)

    undo_last(db, job, by=worker)

    assert (job.state, job.finished_at, job.finished_by_id) == (JobState.OPEN, None, None)


def test_a_job_that_was_put_aside_is_taken_up_with_its_steps_done(db):
    worker, _unit, job = begun(db, "Gør den ren", "Skift hjul")
    finish_task(db, job, tasks_of(db, job)[0], by=worker)
    stop_job(db, job, reason=StopReason.MISSING_PARTS, note="Fem hjul", by=worker)

    undo_last(db, job, by=worker)

    assert (job.state, job.stop_reason, job.ended_at) == (JobState.OPEN, None, None)
    assert [task.done_at is not None for task in tasks_of(db, job)] == [True, False]


def test_what_has_gone_on_is_not_taken_back(db):
    worker, unit, job = begun(db)
    stop_job(db, job, reason=StopReason.TOO_HARD, by=worker)
    again = start_job(db, unit, by=worker)
    assert last_deed(db, job) is None
    assert undo_last(db, job, by=worker) is None

    stop_job(db, again, reason=StopReason.IMPOSSIBLE, by=worker)
    assert last_deed(db, again) is not None
    scrap_unit(db, unit, reason=ScrapReason.BROKEN, by=make_lead(db))

    assert unit.stage is Stage.RECYCLED
    assert last_deed(db, again) is None


def test_a_passed_check_is_not_taken_back(db):
    worker = make_worker(db)
    job = make_checked(db, make_units(db, worker)[0], worker)

    assert undo_last(db, job, by=worker) is None
    assert job.state is JobState.PASSED


def test_two_taps_on_undo_take_back_one_step(db, browse):
    worker, _unit, job = begun(db, "Gør den ren", "Skift hjul")
    for task in tasks_of(db, job):
        finish_task(db, job, task, by=worker)
    key, web, url = key_of_last_deed(db, job), browse(worker), f"/workshop/jobs/{job.id}/undo"
    db.commit()

    first = web.post(url, {"what": key})
    second = web.post(url, {"what": key})

    assert first.url.query == b"step=2"
    assert "Der er sket noget siden" in second.text
    db.expire_all()
    assert [task.done_at is not None for task in tasks_of(db, job)] == [True, False]


def test_after_putting_aside_the_page_offers_to_take_it_up_again(db, browse):
    worker, unit, job = begun(db)
    web, url = browse(worker), f"/workshop/jobs/{job.id}"
    db.commit()

    over = web.post(f"{url}/stop", {"reason": "missing_parts", "note": "Fem hjul"})
    assert "Fortryd: Tag den op igen" in over.text
    assert "Delene er her" in web.get("/workshop?column=parts").text
    db.expire_all()
    key = key_of_last_deed(db, job)
    db.commit()
    web.post(f"{url}/undo", {"what": key})

    db.refresh(job)
    assert job.state is JobState.OPEN
    assert last_job(db, unit) == job


def test_when_the_parts_are_here_the_job_goes_on_where_it_stopped_and_only_once(db, browse):
    worker, _unit, job = begun(db, "Gør den ren", "Skift hjul")
    finish_task(db, job, tasks_of(db, job)[0], by=worker)
    stop_job(db, job, reason=StopReason.MISSING_PARTS, by=worker)
    db.commit()
    web, url = browse(worker), f"/workshop/jobs/{job.id}/undo"
    key = re.findall(
        rf'action="{url}".*?name="what" value="([^"]+)"', web.get("/workshop?column=parts").text, re.DOTALL
    )

    first = web.post(url, {"what": key[0]})
    second = web.post(url, {"what": key[0]})

    assert "Skift hjul</h1>" in first.text
    assert "Der er sket noget siden" in second.text
    assert [task.done_at is not None for task in tasks_of(db, job)] == [True, False]


def test_two_tablets_that_put_the_same_thing_aside_get_a_sentence(db, browse):
    worker, _unit, job = begun(db, "Gør den ren")
    other, url = browse(make_worker(db)), f"/workshop/jobs/{job.id}"
    task = tasks_of(db, job)[0]
    db.commit()
    browse(worker).post(f"{url}/stop", {"reason": "too_hard"})

    for late, data in (
        (f"{url}/tasks/{task.id}/done", {}),
        (f"{url}/stop", {"reason": "too_hard"}),
        (f"{url}/end", {}),
    ):
        answer = other.post(late, data)
        assert (answer.status_code, "En anden var hurtigere" in answer.text) == (409, True), late


def test_the_step_somebody_else_has_done_is_said_to_be_done(db, browse):
    worker, _unit, job = begun(db, "Gør den ren", "Skift hjul")
    url = f"/workshop/jobs/{job.id}/tasks/{tasks_of(db, job)[0].id}/done"
    db.commit()
    browse(worker).post(url)

    late = browse(make_worker(db)).post(url)

    assert late.status_code == 200
    assert "En anden har allerede gjort det trin." in late.text
    assert "Skift hjul</h1>" in late.text


def test_whoever_asks_the_lead_stands_on_the_leads_board_once_until_answered(db, browse):
    worker, _unit, job = begun(db, "Gør den ren")
    web, lead, url = browse(worker), browse(make_lead(db)), f"/workshop/jobs/{job.id}/help"
    db.commit()
    web.post(url, {"step": "1", "help_note": "Hvilken sæbe?"})
    assert web.post(url, {"step": "1", "help_note": "x" * 301}).status_code == 422
    web.post(url, {"step": "1"})

    call_id = db.exec(select(HelpCall)).one().id
    db.commit()
    board = lead.get("/workshop/overview").text
    assert "Hvilken sæbe?" in board
    assert "Gør den ren" in board
    after = lead.post(f"/workshop/overview/help/{call_id}/answer")

    assert "Hvilken sæbe?" not in after.text
