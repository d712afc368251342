"""Goals campaigns oversight and made files"""

import sqlalchemy as sa
from alembic import op

revision = "0008_goals_and_oversight"
down_revision = "0007_impact_ledger"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("category_keys", sa.String(length=1000), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_campaign_days")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_campaign_institution_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_campaign_municipality_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_campaign_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_days", ["municipality_id", "first_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("category_key", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind <> 'fewer_new' OR category_key <> ''", name=op.f("ck_goal_category")),
        sa.CheckConstraint("kind <> 'share' OR target <= 100", name=op.f("ck_goal_share")),
        sa.CheckConstraint("target >= 0", name=op.f("ck_goal_target")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_goal_institution_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_goal_municipality_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_goal_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(
            "uq_goal_standing",
            ["municipality_id", "year", "kind", "subject"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "made_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_made_report_asked_by_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_made_report_institution_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_made_report_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_report")),
    )
    with op.batch_alter_table("made_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_made_report_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_made_report_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "new_purchase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_ore", sa.Integer(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("voucher", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("on_offer_then", sa.Integer(), nullable=True),
        sa.Column("registered_by_id", sa.Uuid(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("on_offer_then IS NULL OR on_offer_then >= 0", name=op.f("ck_new_purchase_on_offer_then")),
        sa.CheckConstraint("quantity > 0 AND amount_ore >= 0", name=op.f("ck_new_purchase_amounts")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_new_purchase_category_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_new_purchase_institution_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_new_purchase_municipality_id")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["person.id"], name=op.f("fk_new_purchase_registered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_new_purchase")),
    )
    with op.batch_alter_table("new_purchase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_new_purchase_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(
            "ix_new_purchase_report", ["municipality_id", "bought_on", "institution_id"], unique=False
        )

    op.create_table(
        "oversight",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_by_id IS NULL) AND (signed_at IS NULL) = (hash = '')",
            name=op.f("ck_oversight_signature"),
        ),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_oversight_institution_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_oversight_municipality_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["person.id"], name=op.f("fk_oversight_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight")),
        sa.UniqueConstraint(
            "municipality_id",
            "institution_id",
            "quarter",
            name=op.f("uq_oversight_municipality_id_institution_id_quarter"),
        ),
    )
    with op.batch_alter_table("oversight", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_oversight_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_oversight_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "report_guest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_report_guest_given_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_report_guest_municipality_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_guest_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_guest")),
    )
    with op.batch_alter_table("report_guest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_guest_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_report_guest_person", ["person_id"], unique=False)
        batch_op.create_index(
            "uq_report_guest_live",
            ["municipality_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "report_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("told_quarter", sa.String(length=7), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_report_subscription_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_report_subscription_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_subscription_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_subscription")),
    )
    with op.batch_alter_table("report_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_subscription_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_subscription_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_subscription_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_report_subscription_running",
            ["person_id", "subject"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("erasure_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_record_log_id"), ["log_id"], unique=False)

    with op.batch_alter_table("impact_sum", schema=None) as batch_op:
        batch_op.add_column(sa.Column("priced_own", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("weighed", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("would_buy", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.drop_index(batch_op.f("ix_impact_sum_institution"))
        batch_op.create_index(
            "ix_impact_sum_place", ["municipality_id", "span", "institution_id", "giver_id", "starts_on"], unique=False
        )

    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(
            "uq_import_file_purchases_once",
            ["municipality_id", "sha256"],
            unique=True,
            sqlite_where=sa.text("kind = 'purchases' AND imported_at IS NOT NULL"),
            postgresql_where=sa.text("kind = 'purchases' AND imported_at IS NOT NULL"),
        )

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_started", ["municipality_id", "started_at"], unique=False)

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_stage"))
        batch_op.create_index(
            "ix_unit_missed",
            ["municipality_id", "missed_at"],
            unique=False,
            sqlite_where=sa.text("missed_at IS NOT NULL"),
            postgresql_where=sa.text("missed_at IS NOT NULL"),
        )
        batch_op.create_index("ix_unit_received", ["municipality_id", "received_at", "stage", "giver_id"], unique=False)
        batch_op.create_index("ix_unit_stage_kind", ["municipality_id", "stage", "category_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_stage_kind")
        batch_op.drop_index("ix_unit_received")
        batch_op.drop_index(
            "ix_unit_missed",
            sqlite_where=sa.text("missed_at IS NOT NULL"),
            postgresql_where=sa.text("missed_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_unit_stage"), ["municipality_id", "stage"], unique=False)

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_started")

    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_import_file_purchases_once",
            sqlite_where=sa.text("kind = 'purchases' AND imported_at IS NOT NULL"),
            postgresql_where=sa.text("kind = 'purchases' AND imported_at IS NOT NULL"),
        )

    with op.batch_alter_table("impact_sum", schema=None) as batch_op:
        batch_op.drop_index("ix_impact_sum_place")
        batch_op.create_index(
            batch_op.f("ix_impact_sum_institution"),
            ["municipality_id", "span", "institution_id", "starts_on"],
            unique=False,
        )
        batch_op.drop_column("would_buy")
        batch_op.drop_column("weighed")
        batch_op.drop_column("priced_own")

    with op.batch_alter_table("erasure_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_record_log_id"))

    with op.batch_alter_table("report_subscription", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_report_subscription_running",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_report_subscription_person_id"))
        batch_op.drop_index(batch_op.f("ix_report_subscription_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_report_subscription_institution_id"))

    op.drop_table("report_subscription")
    with op.batch_alter_table("report_guest", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_report_guest_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_report_guest_person")
        batch_op.drop_index(batch_op.f("ix_report_guest_municipality_id"))

    op.drop_table("report_guest")
    with op.batch_alter_table("oversight", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_oversight_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_oversight_institution_id"))

    op.drop_table("oversight")
    with op.batch_alter_table("new_purchase", schema=None) as batch_op:
        batch_op.drop_index("ix_new_purchase_report")
        batch_op.drop_index(batch_op.f("ix_new_purchase_municipality_id"))

    op.drop_table("new_purchase")
    with op.batch_alter_table("made_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_made_report_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_made_report_asked_by_id"))

    op.drop_table("made_report")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_goal_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_goal_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_goal_institution_id"))

    op.drop_table("goal")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_institution_id"))
        batch_op.drop_index("ix_campaign_days")

    op.drop_table("campaign")
