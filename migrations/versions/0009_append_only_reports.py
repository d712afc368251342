"""A page of management control stands as it was signed, on both databases."""

from alembic import op

revision = "0009_append_only_reports"
down_revision = "0008_goals_and_oversight"
branch_labels = None
depends_on = None

WAYS = ("UPDATE", "DELETE")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for way in WAYS:
            op.execute(
                f"CREATE TRIGGER oversight_no_{way.lower()} BEFORE {way} ON oversight WHEN OLD.signed_at IS NOT NULL "
                "BEGIN SELECT RAISE(ABORT, 'a signed page of oversight is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER oversight_append_only BEFORE UPDATE OR DELETE ON oversight "
        "FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER oversight_no_truncate BEFORE TRUNCATE ON oversight "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for way in WAYS:
            op.execute(f"DROP TRIGGER oversight_no_{way.lower()}")
        return
    op.execute("DROP TRIGGER oversight_append_only ON oversight")
    op.execute("DROP TRIGGER oversight_no_truncate ON oversight")
