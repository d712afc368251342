"""Minutes of a job: from start to stop, typed, asked about when the timer was forgotten, and taken back."""

from datetime import timedelta

import pytest

from app.core.clock import as_if, now
from app.workshop.actions import (
    TimerForgotten,
    TimerStopped,
    add_minutes,
    drop_timer,
    finish_job,
    finish_task,
    last_deed,
    start_job,
    start_timer,
    stop_job,
    stop_timer,
    undo_last,
)
from app.workshop.models import Job, StopReason
from app.workshop.queries import tasks_of
from tests.factories import make_category
from tests.workshop.factories import make_steps, make_units, make_worker


def begun(db, *steps: str):
    worker = make_worker(db)
    make_steps(db, make_category(db), *steps)
    return worker, start_job(db, make_units(db, worker)[0], by=worker)


def run_for(db, job: Job, worker, **ago: int) -> None:
    with as_if(now() - timedelta(**ago)):
        start_timer(db, job, by=worker)


def test_from_start_to_stop_begun_minutes_count_as_whole(db):
    worker, job = begun(db)
    run_for(db, job, worker, minutes=12, seconds=10)

    assert stop_timer(db, job, by=worker) == 13
    assert (job.minutes, job.timer_started_at) == (13, None)


def test_two_tablets_never_count_the_same_minutes_twice(db):
    worker, job = begun(db)
    run_for(db, job, worker, minutes=20)
    run_for(db, job, make_worker(db), minutes=5)

    assert stop_timer(db, job, by=worker) == 20
    with pytest.raises(TimerStopped):
        stop_timer(db, job, by=worker)

    assert job.minutes == 20


def test_a_forgotten_timer_is_asked_about_and_not_counted(db):
    worker, job = begun(db)
    run_for(db, job, worker, hours=5)

    with pytest.raises(TimerForgotten):
        stop_timer(db, job, by=worker)
    assert (job.minutes, job.timer_started_at is None) == (0, False)
    drop_timer(db, job, by=worker)

    assert (job.minutes, job.timer_started_at) == (0, None)


def test_a_timer_of_just_under_four_hours_counts(db):
    worker, job = begun(db)
    run_for(db, job, worker, hours=3, minutes=59)

    assert stop_timer(db, job, by=worker) == 239


@pytest.mark.parametrize("hours, counted", [(1, 60), (5, 0)])
def test_the_end_of_the_work_stops_the_time(db, hours: int, counted: int):
    worker, job = begun(db)
    run_for(db, job, worker, hours=hours)

    stop_job(db, job, reason=StopReason.TOO_HARD, by=worker)

    assert job.timer_started_at is None
    assert job.minutes in (counted, counted + 1 if counted else 0)


def test_the_last_minutes_are_taken_back_before_the_step_before_them(db):
    worker, job = begun(db, "Gør den ren")
    finish_task(db, job, tasks_of(db, job)[0], by=worker)
    add_minutes(db, job, 30, by=worker)
    add_minutes(db, job, 10, by=worker)
    found = last_deed(db, job)
    assert found is not None
    key = found.key

    undo_last(db, job, by=worker, key=key)
    assert job.minutes == 30
    assert undo_last(db, job, by=worker, key=key) is None
    undo_last(db, job, by=worker)

    assert [task.done_at for task in tasks_of(db, job)] == [None]
    assert (job.minutes, last_deed(db, job)) == (30, None)


def test_the_page_starts_stops_and_tells(db, browse):
    worker, job = begun(db, "Gør den ren")
    web, url = browse(worker), f"/workshop/jobs/{job.id}"

    running = web.post(f"{url}/timer", {"step": "1"})
    assert "Tiden går siden" in running.text
    stopped = web.post(f"{url}/timer/stop", {"step": "1"})
    again = web.post(f"{url}/timer/stop", {"step": "1"})

    assert "1 minut mere" in stopped.text
    assert (again.status_code, "Tiden er allerede stoppet." in again.text) == (200, True)
    db.refresh(job)
    assert job.minutes == 1


def test_a_forgotten_timer_has_a_page_that_asks(db, browse):
    worker, job = begun(db)
    run_for(db, job, worker, hours=9)
    web, url = browse(worker), f"/workshop/jobs/{job.id}"
    db.commit()

    asked = web.post(f"{url}/end")
    assert "Glemte du at stoppe tiden?" in asked.text
    assert web.post(f"{url}/minutes", {"minutes": "mange", "instead_of_timer": "yes"}).status_code == 422
    web.post(f"{url}/minutes", {"minutes": 45, "instead_of_timer": "yes"})

    db.refresh(job)
    assert (job.minutes, job.timer_started_at) == (45, None)


def test_what_runs_when_the_tablet_sleeps_is_there_when_it_wakes(db, browse):
    worker, job = begun(db)
    run_for(db, job, worker, minutes=40)
    db.commit()

    assert "Tiden går siden" in browse(make_worker(db)).get(f"/workshop/jobs/{job.id}?step=time").text


def test_finishing_counts_what_ran(db):
    worker, job = begun(db)
    run_for(db, job, worker, minutes=9, seconds=30)

    finish_job(db, job, by=worker)

    assert job.minutes == 10
