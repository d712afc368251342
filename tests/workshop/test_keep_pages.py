"""What the tablet needs without signal: the worker with its files, the pages to keep, and whose they are."""

import json
import re

from app.core.pages import assets
from app.workshop.actions import start_job
from tests.factories import make_category, make_person
from tests.workshop.factories import make_steps, make_units, make_worker


def test_the_worker_comes_with_the_files_it_keeps(db, browse):
    answer = browse().get("/sw.js")

    told = json.loads(answer.text.partition("self.OMLOB=")[2].partition(";\n")[0])
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert set(told["assets"]) == set(assets().values()) - {assets()["sw.js"]}
    assert re.fullmatch("[0-9a-f]{12}", told["version"])


def test_the_tablet_can_put_it_on_its_start_screen(db, browse):
    told = browse().get("/app.webmanifest").json()

    assert (told["start_url"], told["display"], told["scope"]) == ("/workshop", "standalone", "/")
    assert told["icons"][0]["src"] in assets().values()


def test_every_page_says_whose_it_is(db, browse):
    person = make_person(db)

    assert browse(person).get("/workshop/waiting").headers["x-viewer"] == person.id.hex
    assert "x-viewer" not in browse().get("/sign-in").headers


def test_the_script_is_told_who_is_signed_in_and_with_which_token(db, browse):
    person = make_person(db)

    told = browse(person).get("/signed-in")

    assert told.json()["person"] == person.id.hex
    assert told.headers["cache-control"] == "no-store"
    assert f'content="{told.json()["token"]}"' not in browse().get("/sign-in").text
    assert browse().get("/signed-in").json() == {"person": None}


def test_ones_own_work_is_kept_with_every_step(db, browse):
    by, category = make_worker(db), make_category(db)
    make_steps(db, category, "Tør af", "Se efter skruer")
    own, others, waits = make_units(db, by, 3, category=category)
    job, other = start_job(db, own, by=by), start_job(db, others, by=make_worker(db))
    page = browse(by)

    kept = page.get("/workshop/keep.json").json()

    assert {"/workshop", "/workshop/new", "/workshop/put-away", "/workshop/waiting"} <= set(kept)
    assert [f"/workshop/jobs/{job.id}{step}" for step in ("", "?step=1", "?step=2", "?step=end")] == [
        each for each in kept if str(job.id) in each and not each.endswith(("photos", "time", "parts"))
    ]
    assert f"/units/{waits.number}" in kept
    assert not any(str(other.id) in each for each in kept)
    for address in kept:
        answer = page.get(address)
        assert answer.status_code == 200
        assert answer.history == []


def test_a_page_kept_for_later_takes_no_notice_away(db, browse):
    by = make_worker(db)
    page = browse(by)
    unit = make_units(db, by)[0]
    db.commit()
    said = {"category_id": str(unit.category_id), "title": "Andet"}
    page.post(f"/units/{unit.number}/facts", said, follow_redirects=False)

    kept, seen = page.get("/workshop", headers={"X-Keep": "yes"}), page.get("/workshop")

    assert "data-toast" not in kept.text
    assert "data-toast" in seen.text
