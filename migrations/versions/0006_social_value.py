"""Figures of groups at work, and the tables of them that are out and never change."""

import sqlalchemy as sa
from alembic import op

revision = "0006_social_value"
down_revision = "0005_append_only_erasure"
branch_labels = None
depends_on = None

WAYS = ("UPDATE", "DELETE")


def upgrade() -> None:
    op.create_table(
        "external_figure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount_ore", sa.Integer(), nullable=False),
        sa.Column("calculator", sa.String(length=30), nullable=False),
        sa.Column("calculated_on", sa.Date(), nullable=False),
        sa.Column("responsible", sa.String(length=30), nullable=False),
        sa.CheckConstraint("amount_ore >= 0", name=op.f("ck_external_figure_amount")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_external_figure_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_figure")),
        sa.UniqueConstraint("municipality_id", "year", name=op.f("uq_external_figure_municipality_id_year")),
    )
    with op.batch_alter_table("external_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_external_figure_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "progression",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("half", sa.Date(), nullable=False),
        sa.Column("from_group", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("benefit_before", sa.String(length=60), nullable=False),
        sa.Column("benefit_after", sa.String(length=60), nullable=False),
        sa.Column("after_ore", sa.Integer(), nullable=False),
        sa.Column("wage_ore", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_group <> 'special_terms'", name=op.f("ck_progression_from_group")),
        sa.CheckConstraint("months BETWEEN 0 AND 12", name=op.f("ck_progression_months")),
        sa.CheckConstraint("people > 0", name=op.f("ck_progression_people")),
        sa.CheckConstraint("wage_ore >= 0 AND after_ore >= 0", name=op.f("ck_progression_amounts")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_progression_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progression")),
    )
    with op.batch_alter_table("progression", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_progression_half"), ["half"], unique=False)
        batch_op.create_index(batch_op.f("ix_progression_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "progression_year",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("from_group", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("gross_ore", sa.Integer(), nullable=False),
        sa.Column("municipal_ore", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_progression_year_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progression_year")),
        sa.UniqueConstraint(
            "municipality_id",
            "year",
            "from_group",
            "outcome",
            name=op.f("uq_progression_year_municipality_id_year_from_group_outcome"),
        ),
    )
    with op.batch_alter_table("progression_year", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_progression_year_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "social_month",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("work_group", sa.String(length=30), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("heads >= 0 AND hours >= 0", name=op.f("ck_social_month_amounts")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_social_month_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_month")),
        sa.UniqueConstraint(
            "municipality_id", "month", "work_group", name=op.f("uq_social_month_municipality_id_month_work_group")
        ),
    )
    with op.batch_alter_table("social_month", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_social_month_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "social_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_social_release_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_release")),
        sa.UniqueConstraint("municipality_id", "period", name=op.f("uq_social_release_municipality_id_period")),
    )
    with op.batch_alter_table("social_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_social_release_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "social_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("deadweight_basis_points", sa.Integer(), nullable=False),
        sa.Column("attribution_basis_points", sa.Integer(), nullable=False),
        sa.Column("tax_basis_points", sa.Integer(), nullable=False),
        sa.Column("special_allowed_on", sa.Date(), nullable=True),
        sa.Column("special_allowed_by", sa.String(length=30), nullable=True),
        sa.CheckConstraint(
            "(special_allowed_on IS NULL) = (special_allowed_by IS NULL)", name=op.f("ck_social_rules_special_allowed")
        ),
        sa.CheckConstraint("attribution_basis_points BETWEEN 0 AND 10000", name=op.f("ck_social_rules_attribution")),
        sa.CheckConstraint("deadweight_basis_points BETWEEN 0 AND 10000", name=op.f("ck_social_rules_deadweight")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_social_rules_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_rules")),
        sa.UniqueConstraint("municipality_id", name=op.f("uq_social_rules_municipality_id")),
    )
    with op.batch_alter_table("social_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_social_rules_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "social_year",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("work_group", sa.String(length=30), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_social_year_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_year")),
        sa.UniqueConstraint(
            "municipality_id", "year", "work_group", name=op.f("uq_social_year_municipality_id_year_work_group")
        ),
    )
    with op.batch_alter_table("social_year", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_social_year_municipality_id"), ["municipality_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for way in WAYS:
            op.execute(
                f"CREATE TRIGGER social_release_no_{way.lower()} BEFORE {way} ON social_release "
                f"BEGIN SELECT RAISE(ABORT, 'social_release is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER social_release_append_only BEFORE UPDATE OR DELETE ON social_release "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER social_release_no_truncate BEFORE TRUNCATE ON social_release "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    with op.batch_alter_table("social_year", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_social_year_municipality_id"))

    op.drop_table("social_year")
    with op.batch_alter_table("social_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_social_rules_municipality_id"))

    op.drop_table("social_rules")
    with op.batch_alter_table("social_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_social_release_municipality_id"))

    op.drop_table("social_release")
    with op.batch_alter_table("social_month", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_social_month_municipality_id"))

    op.drop_table("social_month")
    with op.batch_alter_table("progression_year", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progression_year_municipality_id"))

    op.drop_table("progression_year")
    with op.batch_alter_table("progression", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progression_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_progression_half"))

    op.drop_table("progression")
    with op.batch_alter_table("external_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_figure_municipality_id"))

    op.drop_table("external_figure")
