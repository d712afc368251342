"""Goals campaigns oversight and made files"""

import sqlalchemy as sa
from alembic import op

revision = "0008_goals_and_oversight"
down_revision = "0007_impact_ledger"
branch_labels = None
depends_on = None


def upgrade() -> None:
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

    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(
            "uq_import_file_purchases_once",
            ["municipality_id", "sha256"],
            unique=True,
            sqlite_where=sa.text("kind = 'purchases' AND imported_at IS NOT NULL"),
            postgresql_where=sa.text("kind = 'purchases' AND imported_at IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_import_file_purchases_once",
            sqlite_where=sa.text("kind = 'purchases' AND imported_at IS NOT NULL"),
            postgresql_where=sa.text("kind = 'purchases' AND imported_at IS NOT NULL"),
        )

    with op.batch_alter_table("new_purchase", schema=None) as batch_op:
        batch_op.drop_index("ix_new_purchase_report")
        batch_op.drop_index(batch_op.f("ix_new_purchase_municipality_id"))

    op.drop_table("new_purchase")
