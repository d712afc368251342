"""Erasures from before disks were listed are kept with a disk made for them, and count as they did."""

import sqlalchemy as sa

from app.core.db import make_engine
from tests import databases
from tests.core.test_upgrade import fill, new_url, old_url

__all__ = ["new_url", "old_url"]


def test_an_older_erasure_gets_its_disk_and_its_municipality_a_demand_it_meets(old_url: str):
    fill(old_url)

    databases.migrate(old_url)

    engine = make_engine(old_url)
    with engine.connect() as connection:
        record = connection.execute(sa.text("SELECT unit_id, medium_id FROM erasure_record")).one()
        medium = connection.execute(sa.text("SELECT id, unit_id, kind FROM medium")).one()
        policy = connection.execute(sa.text("SELECT least, needs_second_person FROM erasure_policy")).one()
    engine.dispose()
    assert (record.medium_id, record.unit_id) == (medium.id, medium.unit_id)
    assert (medium.kind, policy.least, bool(policy.needs_second_person)) == ("ssd", "purge", False)
