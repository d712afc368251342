""" "Tilsyn gennemført": what was seen is signed, once, and stands for ever."""

import hashlib
import json
import re
from datetime import date

import pytest
from sqlmodel import select

from app.history.models import Event
from app.impact.frozen import canonical
from app.oversight.actions import NotOverYet
from app.oversight.findings import Kind
from app.oversight.forms import SignForm
from app.oversight.models import LONGEST_COMMENT
from tests.factories import the_municipality
from tests.oversight.factories import (
    opened,
    order_on,
    row_of,
    sign,
)

AUGUST = date(2026, 8, 12)


pytestmark = pytest.mark.usefixtures("october")


def seen_on(page):
    """The fingerprint the page's form carries."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page.text)
    assert found is not None
    return found[1]


def main_of(page):
    """What the page says, without the header."""
    return page.text.split("<main", 1)[1].split("</main>")[0]


def test_a_budget_holder_signs_with_a_comment_and_the_page_stands_for_ever(db, town, browse, waiting):
    web = browse(town.approver)
    asked = web.get(waiting)
    assert town.order.number in asked.text

    done = web.post(f"{waiting}/signature", {"seen": seen_on(asked), "comment": "Stolene står i klasse 3."})

    assert "Tilsyn gennemført" in done.text
    assert "Underskrevet af Sonja Sand 5. oktober 2026 kl. 12.00." in done.text
    assert "»Stolene står i klasse 3.«" in done.text
    row = row_of(db, town.school)
    assert row.hash == hashlib.sha256(row.content.encode()).hexdigest()
    assert row.hash in done.text
    event = db.exec(select(Event).where(Event.name == "oversight_signed")).one()
    assert (event.actor_id, event.after) == (town.approver.id, {"quarter": "2026-Q3", "hash": row.hash})

    town.school.name, town.approver.name, town.order.delivery_ore = "Ny Skole", "Sonja Ny", 99_900
    order_on(db, town, AUGUST, kr=9000)
    the_municipality(db).approval_limit_ore = 0
    db.commit()

    assert main_of(web.get(waiting)) == main_of(done)


def test_the_content_says_everything_the_page_shows(db, town, waiting):
    sign(db, town.school, town.approver, comment="Set")

    content = json.loads(row_of(db, town.school).content)

    assert (content["comment"], content["signed_by"]["name"]) == ("Set", "Sonja Sand")
    assert (content["quarter"], content["first"], content["last"]) == ("2026-Q3", "2026-07-01", "2026-09-30")
    assert content["limit_ore"] == 200_000
    assert [each["kind"] for each in content["kinds"]] == [kind.value for kind in Kind]
    assert content["kinds"][0]["findings"][0]["ore"] == 250_000
    assert canonical(content) == row_of(db, town.school).content


def test_what_is_typed_wrong_is_said_beside_the_field_and_signs_nothing(db, town, browse, waiting):
    web = browse(town.approver)
    seen = seen_on(web.get(waiting))
    for comment, said in {
        "   ": "Skriv, hvad du har set på, og hvad det fører til",
        "Det var 010190-1234": "Det ligner et personnummer",
        "Det var 0101901234": "Det ligner et personnummer",
        "Hun 010190 1234 siger": "Det ligner et personnummer",
        "x" * (LONGEST_COMMENT + 1): "Skriv højst 1000 tegn",
    }.items():
        answer = web.post(f"{waiting}/signature", {"seen": seen, "comment": comment}, may_fail=True)

        assert answer.status_code == 422
        assert said in answer.text
        assert comment.strip()[:40] in answer.text
    assert row_of(db, town.school).signed_at is None


@pytest.mark.parametrize("comment", ["Ordre 1234567890", "B-2026-01578 og 99 stole", "Uge 310199 12", ""])
def test_other_numbers_are_no_civil_registration_numbers(comment):
    assert SignForm(comment=comment, seen="0" * 64).comment == comment


def test_a_page_that_was_not_seen_is_not_signed(db, town, browse, waiting):
    web = browse(town.approver)
    for seen, status in {"": 422, "abc": 422, "0" * 64: 409, "<b>" * 30: 422}.items():
        answer = web.post(f"{waiting}/signature", {"seen": seen, "comment": "Set"}, may_fail=True)

        assert answer.status_code == status
    assert row_of(db, town.school).signed_at is None


def test_a_page_without_findings_needs_no_comment(db, town):
    opened(db)

    assert sign(db, town.school, town.approver, comment="").is_signed


def test_what_came_meanwhile_is_shown_before_anybody_signs(db, town, browse, waiting):
    web = browse(town.approver)
    seen = seen_on(web.get(waiting))
    more = order_on(db, town, AUGUST, kr=3000)
    db.commit()

    answer = web.post(f"{waiting}/signature", {"seen": seen, "comment": "Set"}, may_fail=True)

    assert answer.status_code == 409
    assert "Siden har ændret sig" in answer.text
    assert more.number in answer.text
    assert ">Set</textarea>" in answer.text.replace("\n", "")
    assert row_of(db, town.school).signed_at is None
    db.commit()
    assert "Tilsyn gennemført" in web.post(f"{waiting}/signature", {"seen": seen_on(answer), "comment": "Set"}).text


def test_the_quarter_that_runs_can_be_seen_and_not_signed(db, town, browse):
    order_on(db, town, date(2026, 10, 2), kr=2500)
    web = browse(town.approver)
    address = f"/oversight/{town.school.id}/2026-Q4"

    page = web.get(address)

    assert "Du kan skrive under fra 1. januar 2027" in page.text
    assert "2.500" in page.text
    assert "<form" not in main_of(page)
    answer = web.post(f"{address}/signature", {"seen": "0" * 64, "comment": "Set"}, may_fail=True)
    assert answer.status_code == 409
    assert "Kvartalet er ikke slut endnu" in answer.text
    with pytest.raises(NotOverYet):
        sign(db, town.school, town.approver, "2026-Q4")


def test_a_quarter_without_a_page_does_not_exist(db, town, browse, waiting):
    web = browse(town.approver)
    for quarter in ("2026-Q2", "2027-Q1", "2026-Q5", "2026", "2026-07", "all", "x", "20260-Q1"):
        assert web.get(f"/oversight/{town.school.id}/{quarter}", may_fail=True).status_code == 404


def test_others_pages_do_not_exist_and_those_who_only_see_do_not_sign(db, town, browse, waiting):
    centre = f"/oversight/{town.centre.id}/2026-Q3"
    assert browse(town.approver).get(centre, may_fail=True).status_code == 404
    assert browse(town.teacher).get(waiting, may_fail=True).status_code == 404
    controller = browse(town.finance)
    page = controller.get(waiting)

    assert "<form" not in main_of(page)
    assert town.order.number in page.text
    assert f"/orders/{town.order.id}" not in page.text  # because a controller may not open orders
    refused = controller.post(f"{waiting}/signature", {"seen": "0" * 64}, may_fail=True)
    assert refused.status_code == 404


def test_the_head_above_may_sign_for_the_one_who_is_away(db, town, waiting):
    assert sign(db, town.school, town.head).signed_by_id == town.head.id


def test_who_opened_the_page_before_another_signed_it_is_told(db, town, browse, waiting):
    web = browse(town.head)
    seen = seen_on(web.get(waiting))
    sign(db, town.school, town.approver)
    db.commit()

    answer = web.post(f"{waiting}/signature", {"seen": seen, "comment": "Også set"}, may_fail=True)

    assert answer.status_code == 409
    assert "Sonja Sand har allerede underskrevet siden. Det var 5. oktober kl. 12.00." in answer.text
    assert row_of(db, town.school).signed_by_id == town.approver.id
