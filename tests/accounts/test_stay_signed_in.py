"""A browser that is used stays signed in, whether it looks or sends."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import SignInSession
from app.core.clock import now
from tests.factories import make_item, make_person


@pytest.mark.parametrize("looks", [True, False], ids=["looks", "sends"])
def test_using_the_browser_keeps_the_session_awake(db, browse, looks):
    browser, item = browse(make_person(db)), make_item(db)
    session = db.exec(select(SignInSession)).one()
    session.last_seen_at = now() - timedelta(minutes=30)
    db.commit()

    answer = browser.get("/basket") if looks else browser.post("/basket/lines", {"item_id": str(item.id)})

    assert answer.status_code == 200
    db.refresh(session)
    assert now() - session.last_seen_at < timedelta(minutes=1)
