"""Two mirrored municipalities: whatever anybody opens in one, no text of the other is ever seen."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import Text
from sqlmodel import AutoString, Session

from app.accounts.models import Role
from app.core.tenancy import Tenancy
from app.tables import METADATA
from tests.permissions.table import LETTERS
from tests.permissions.world import World

CANARY = "KANARIEFUGL"
KINDS = ("item", "photo", "basket", "order", "approval", "return", "report", "draft", "unit", "device", "job", "run")
WORDS = {
    "title", "name", "note", "description", "faults", "material", "room", "contact_name", "question", "answer", "town",
    "address", "access_note", "shop_name", "workshop_name", "workshop_address", "opening_hours", "on_behalf_of",
    "reason",
    "check_note", "tool", "view", "name_da", "name_en", "unit_title", "subject", "body",
}  # fmt: skip
APPEND_ONLY = {"event", "impact_entry", "erasure_record", "erasure_check", "factor_set", "closed_period"}
MOST_PAGES = 90


def mirror(db: Session, world: World) -> None:
    """The same things in every place, and a canary in every text of the foreign municipality."""
    for kind in (*KINDS, "entry"):
        for whose in ("own", "other", "foreign"):
            world.make(kind, whose, Role.CARETAKER)
    for table in METADATA.sorted_tables:
        texts = [c.name for c in table.c if c.name in WORDS and isinstance(c.type, AutoString | Text)]
        tenant = table.c.get("municipality_id", table.c.id if table.name == "municipality" else None)
        if texts and tenant is not None and table.name not in APPEND_ONLY:
            foreign = table.update().where(tenant == world.foreign.municipality_id)
            db.connection().execute(foreign.values(dict.fromkeys(texts, CANARY)))
    db.commit()


def crawl(visitor, start: str = "/") -> list[tuple[str, str]]:
    """Every page within reach of links, breadth first: its address and text."""
    waiting, seen = deque([start]), {start}
    pages: list[tuple[str, str]] = []
    while waiting and len(pages) < MOST_PAGES:
        address = waiting.popleft()
        answer = visitor.get(address, may_fail=True)
        assert answer.status_code < 500, address
        pages.append((address, answer.text))
        if "html" not in answer.headers.get("content-type", ""):
            continue
        for link in re.findall(r'(?:href|src)="([^"]+)"', answer.text):
            parts = urlsplit(urljoin(str(answer.url), unescape(link)))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "{id}", path)
            is_ours = parts.netloc == "testserver" and not path.startswith(("/static", "/labels.pdf"))
            if is_ours and path not in seen and sum(shape == each for each in seen) < 3:
                seen |= {path, shape}
                waiting.append(path)
    return pages


@pytest.mark.parametrize("role", LETTERS.values())
def test_nobody_sees_a_text_of_another_municipality(db, browse, role):
    world = World(db)
    mirror(db, world)

    pages = crawl(browse(world.own.people[role]), "/")

    assert len(pages) > 8
    assert [address for address, text in pages if CANARY in text] == []


def test_with_the_wall_down_the_canary_is_seen(db, browse, monkeypatch):
    """The control: without the session's wall the same crawl finds the neighbour's texts."""
    world = World(db)
    mirror(db, world)
    monkeypatch.setattr(Tenancy, "is_on", False)

    pages = crawl(browse(world.own.people[Role.ADMINISTRATOR]), "/admin")

    assert [address for address, text in pages if CANARY in text] != []
