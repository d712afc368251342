"""Sums kept beside the impact ledger, made for the lines that are there; factor sets as versions; closed periods."""

import sqlalchemy as sa
from alembic import op

revision = "0007_impact_ledger"
down_revision = "0006_social_value"
branch_labels = None
depends_on = None

SUMMED = (
    "gross_ore", "likely_ore", "net_ore", "low_ore", "high_ore", "gross_co2e_g", "likely_co2e_g", "net_co2e_g",
    "low_co2e_g", "high_co2e_g", "burden_co2e_g", "cost_ore", "price_ore", "waste_g",
)  # fmt: skip
FIGURES = {
    "lines": "COUNT(*)",
    "things": "SUM(quantity)",
    **{name: f"SUM({name})" for name in SUMMED},
    "hand_overs": "COUNT(CASE WHEN kind = 'hand_over' THEN 1 END)",
    "answered": "COUNT(CASE WHEN kind = 'hand_over' AND answer <> 'UNKNOWN' THEN 1 END)",
    "priced": "COUNT(CASE WHEN kind = 'hand_over' AND gross_ore <> 0 THEN 1 END)",
}
APPEND_ONLY = ("factor_set", "closed_period")
EVERY, NOBODY = "0" * 32, "0" * 31 + "1"
WHOLE = ((), ("institution_id",))
PARTS = (*WHOLE, ("category_key",), ("institution_id", "category_key"), ("institution_id", "giver_id"))
KEPT = {"day": WHOLE, "month": PARTS, "year": PARTS}


def upgrade() -> None:
    op.create_table(
        "impact_sum",
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("span", sa.String(length=30), nullable=False),
        sa.Column("category_key", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in FIGURES),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_impact_sum_municipality_id")),
        sa.PrimaryKeyConstraint(
            "municipality_id", "span", "category_key", "starts_on", "giver_id", "institution_id",
            name=op.f("pk_impact_sum"),
        ),
    )  # fmt: skip
    with op.batch_alter_table("impact_sum", schema=None) as batch_op:
        batch_op.create_index(
            "ix_impact_sum_institution", ["municipality_id", "span", "institution_id", "starts_on"], unique=False
        )
    op.create_table(
        "factor_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["loaded_by_id"], ["person.id"], name=op.f("fk_factor_set_loaded_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_factor_set_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_set")),
        sa.UniqueConstraint("municipality_id", "number", name=op.f("uq_factor_set_municipality_id_number")),
    )
    with op.batch_alter_table("factor_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_factor_set_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_factor_set_version"), ["version"], unique=False)
    op.create_table(
        "closed_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_closed_period_closed_by_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_closed_period_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_period")),
        sa.UniqueConstraint("municipality_id", "period", name=op.f("uq_closed_period_municipality_id_period")),
    )
    with op.batch_alter_table("closed_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_period_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_closed_period_days", ["municipality_id", "first_on", "last_on"], unique=False)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        _refuse_change(table, is_sqlite=is_sqlite)
    for span, cuts in KEPT.items():
        for cut in cuts:
            op.execute(_sum_lines(span, cut, is_sqlite=is_sqlite))


def _refuse_change(table: str, *, is_sqlite: bool) -> None:
    if is_sqlite:
        for way in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{way.lower()} BEFORE {way} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _sum_lines(span: str, cut: tuple[str, ...], *, is_sqlite: bool) -> str:
    def key(digits: str) -> str:
        return f"'{digits}'" if is_sqlite else f"CAST('{digits}' AS uuid)"

    start = "booked_on"
    if span != "day":
        start = f"date(booked_on, 'start of {span}')" if is_sqlite else f"CAST(date_trunc('{span}', booked_on) AS date)"
    category = "category_key" if "category_key" in cut else "''"
    giver = f"COALESCE(giver_id, {key(NOBODY)})" if "giver_id" in cut else key(EVERY)
    place = "institution_id" if "institution_id" in cut else key(EVERY)
    by = ", ".join(("municipality_id", start, *({"giver_id": giver}.get(name, name) for name in cut)))
    columns, figures = ", ".join(FIGURES), ", ".join(FIGURES.values())
    keys = "municipality_id, span, category_key, starts_on, giver_id, institution_id"
    chosen = f"municipality_id, '{span}', {category}, {start}, {giver}, {place}"
    return f"INSERT INTO impact_sum ({keys}, {columns}) SELECT {chosen}, {figures} FROM impact_entry GROUP BY {by}"  # noqa: S608


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.drop_table(table)
    with op.batch_alter_table("impact_sum", schema=None) as batch_op:
        batch_op.drop_index("ix_impact_sum_institution")
    op.drop_table("impact_sum")
