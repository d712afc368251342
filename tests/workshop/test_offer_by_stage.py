"""A unit's page offers exactly what the server lets this role do with a unit of this stage (R16)."""

import re
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.models import Role
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from tests.factories import make_category, make_institution, make_item, make_person, make_unit

# Each way from the unit's page to a change: what the page says of it, and the change itself.
WAYS = {
    "start": (r'action="/units/{n}/job"', "/units/{n}/job"),
    "return": (r'action="/units/{n}/return"', "/units/{n}/return"),
    "correct": (r'href="/units/{n}/facts"', "/units/{n}/facts"),
    "recycle": (r'href="/units/{n}/departure"', "/units/{n}/departure/recycling"),
    "place": (r'href="/workshop/put-away\?units={n}"', "/workshop/put-away"),
    "seen": (r'action="/units/{n}/sighting"', "/units/{n}/sighting"),
}
DONE = {200, 303}


def make_one(db, stage: Stage) -> Unit:
    """A thing of this stage that was missed at a count."""
    if stage is Stage.ON_OFFER:
        unit = db.exec(select(Unit).where(Unit.item_id == make_item(db).id)).one()
        unit.missed_at = now()
        db.add(unit)
        return unit
    holder = make_institution(db).id if stage is Stage.HANDED_OVER else None
    return make_unit(db, stage=stage, holder_id=holder, missed_at=now(), title="Kontorstol, blå")


def sent_for(way: str, unit: Unit) -> dict[str, Any]:
    """What a person who does it right would send."""
    said: dict[str, dict[str, Any]] = {
        "correct": {"category_id": unit.category_id, "title": "Kontorstol, sort"},
        "recycle": {"scrap_reason": "broken", "metal": "4", "confirmed": "yes"},
        "place": {"scan": "H1", "units": unit.number},
    }
    return said.get(way, {})


@pytest.mark.parametrize("role", list(Role))
def test_what_is_offered_is_what_is_allowed(db, browse, role):
    from app.workshop.actions.receive import place_for

    make_category(db)
    place_for(db, db.info["municipality_id"], "H1", by=None)
    visitor, wrong, offered_ever = browse(make_person(db, role)), [], set()

    for stage in Stage:
        looked_at = make_one(db, stage)
        db.commit()
        shown = visitor.get(f"/units/{looked_at.number}").text
        for way, (mark, url) in WAYS.items():
            unit = make_one(db, stage)
            db.commit()
            is_offered = re.search(mark.format(n=looked_at.number), shown) is not None
            answer = visitor.post(url.format(n=unit.number), sent_for(way, unit), follow_redirects=False, may_fail=True)
            offered_ever |= {way} if is_offered else set()
            if is_offered != (answer.status_code in DONE):
                wrong.append(f"{stage} {way}: offered {is_offered}, answered {answer.status_code}")

    assert not wrong, "\n".join(wrong)
    works = {Role.WORKSHOP: set(WAYS) - {"recycle"}, Role.WORKSHOP_LEAD: set(WAYS)}
    assert offered_ever == works.get(role, set())
