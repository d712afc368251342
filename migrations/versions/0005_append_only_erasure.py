"""Erasures are kept as they were written, nobody verifies their own, and older ones get the medium they were of."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005_append_only_erasure"
down_revision = "0004_workshop_tools"
branch_labels = None
depends_on = None

TABLES = ("erasure_record", "erasure_check")
WAYS = ("UPDATE", "DELETE")

_record = sa.table(
    "erasure_record", sa.column("id", sa.Uuid), sa.column("municipality_id", sa.Uuid), sa.column("unit_id", sa.Uuid),
    sa.column("medium_id", sa.Uuid), sa.column("serial_number", sa.String), sa.column("method", sa.String),
    sa.column("has_passed", sa.Boolean), sa.column("performed_at", sa.DateTime(timezone=True)),
)  # fmt: skip
_medium = sa.table(
    "medium", sa.column("id", sa.Uuid), sa.column("municipality_id", sa.Uuid), sa.column("unit_id", sa.Uuid),
    sa.column("kind", sa.String), sa.column("make", sa.String), sa.column("model", sa.String),
    sa.column("serial_number", sa.String), sa.column("capacity_gb", sa.Integer),
    sa.column("added_at", sa.DateTime(timezone=True)), sa.column("removed_at", sa.DateTime(timezone=True)),
)  # fmt: skip
_policy = sa.table(
    "erasure_policy", sa.column("id", sa.Uuid), sa.column("municipality_id", sa.Uuid), sa.column("least", sa.String),
    sa.column("needs_second_person", sa.Boolean),
)  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    older = connection.execute(
        sa.select(_record).where(_record.c.medium_id.is_(None)).order_by(_record.c.performed_at)
    ).all()
    _list_media(connection, older)
    _keep_what_held(connection, older)
    if connection.dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgres_triggers()


def _list_media(connection: sa.Connection, older: Sequence[Any]) -> None:
    """Each device that was erased gets one medium, which carries its records; a destroyed one is out of it."""
    media: dict[uuid.UUID, uuid.UUID] = {}
    for record in older:
        if record.unit_id not in media:
            media[record.unit_id] = uuid.uuid4()
            values = {"kind": "ssd", "make": "", "model": "", "serial_number": "", "capacity_gb": 0}
            connection.execute(
                sa.insert(_medium).values(
                    id=media[record.unit_id], municipality_id=record.municipality_id, unit_id=record.unit_id,
                    added_at=record.performed_at, **values,
                )
            )  # fmt: skip
        connection.execute(sa.update(_record).where(_record.c.id == record.id).values(medium_id=media[record.unit_id]))
        if record.method == "destroy" and record.has_passed:
            gone = sa.update(_medium).where(_medium.c.id == media[record.unit_id])
            connection.execute(gone.values(removed_at=record.performed_at))


def _keep_what_held(connection: sa.Connection, older: Sequence[Any]) -> None:
    """Where erasures were recorded before, they count as they did, until the municipality demands more."""
    for municipality_id in {record.municipality_id for record in older}:
        methods = {each.method for each in older if each.municipality_id == municipality_id}
        least = "clear" if "clear" in methods else "purge"
        connection.execute(
            sa.insert(_policy).values(
                id=uuid.uuid4(), municipality_id=municipality_id, least=least, needs_second_person=False
            )
        )


def _sqlite_triggers() -> None:
    for table in TABLES:
        for way in WAYS:
            op.execute(
                f"CREATE TRIGGER {table}_no_{way.lower()} BEFORE {way} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE TRIGGER erasure_check_by_another BEFORE INSERT ON erasure_check "
        "WHEN NEW.verified_by_id = (SELECT performed_by_id FROM erasure_record WHERE id = NEW.record_id) "
        "BEGIN SELECT RAISE(ABORT, 'an erasure is verified by another person'); END"
    )


def _postgres_triggers() -> None:
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE FUNCTION refuse_own_erasure() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.verified_by_id = (SELECT performed_by_id FROM erasure_record WHERE id = NEW.record_id) THEN "
        "RAISE EXCEPTION 'an erasure is verified by another person'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER erasure_check_by_another BEFORE INSERT ON erasure_check "
        "FOR EACH ROW EXECUTE FUNCTION refuse_own_erasure()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for way in WAYS:
                op.execute(f"DROP TRIGGER {table}_no_{way.lower()}")
        op.execute("DROP TRIGGER erasure_check_by_another")
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP TRIGGER erasure_check_by_another ON erasure_check")
    op.execute("DROP FUNCTION refuse_own_erasure()")
