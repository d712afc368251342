"""A page of management control stands as it was signed; sums are made anew with what is measured and what is assumed."""

from alembic import op

revision = "0009_append_only_reports"
down_revision = "0008_goals_and_oversight"
branch_labels = None
depends_on = None

WAYS = ("UPDATE", "DELETE")
SUMMED = (
    "gross_ore", "likely_ore", "net_ore", "low_ore", "high_ore", "gross_co2e_g", "likely_co2e_g", "net_co2e_g",
    "low_co2e_g", "high_co2e_g", "burden_co2e_g", "cost_ore", "price_ore", "waste_g",
)  # fmt: skip
OUT = "kind = 'hand_over'"
ASSUMED_PRICE = "'%\"price_source\":\"Omløb''s starter prices: assumptions%'"
BORROWED = '\'%"category_key":"furniture_other"%\''
COUNTED = {
    "hand_overs": OUT,
    "answered": f"{OUT} AND answer <> 'UNKNOWN'",
    "priced": f"{OUT} AND gross_ore <> 0",
    "priced_own": f"{OUT} AND gross_ore <> 0 AND frozen NOT LIKE {ASSUMED_PRICE}",
    "weighed": f"{OUT} AND (category_key = 'furniture_other' OR frozen NOT LIKE {BORROWED})",
    "would_buy": f"{OUT} AND answer = 'NEW'",
}
FIGURES = {
    "lines": "COUNT(*)",
    "things": "SUM(quantity)",
    **{name: f"SUM({name})" for name in SUMMED},
    **{name: f"COUNT(CASE WHEN {condition} THEN 1 END)" for name, condition in COUNTED.items()},
}
EVERY, NOBODY = "0" * 32, "0" * 31 + "1"
WHOLE = ((), ("institution_id",))
PARTS = (*WHOLE, ("category_key",), ("institution_id", "category_key"), ("institution_id", "giver_id"))
KEPT = {"day": WHOLE, "month": PARTS, "year": PARTS, "ever": (("institution_id", "giver_id"),)}


def upgrade() -> None:
    _keep_signed_pages()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DELETE FROM impact_sum")
    for span, cuts in KEPT.items():
        for cut in cuts:
            op.execute(_sum_lines(span, cut, is_sqlite=is_sqlite))


def _sum_lines(span: str, cut: tuple[str, ...], *, is_sqlite: bool) -> str:
    def key(digits: str) -> str:
        return f"'{digits}'" if is_sqlite else f"CAST('{digits}' AS uuid)"

    start = "booked_on"
    if span == "ever":
        start = "date('0001-01-01')" if is_sqlite else "CAST('0001-01-01' AS date)"
    elif span != "day":
        start = f"date(booked_on, 'start of {span}')" if is_sqlite else f"CAST(date_trunc('{span}', booked_on) AS date)"
    category = "category_key" if "category_key" in cut else "''"
    giver = f"COALESCE(giver_id, {key(NOBODY)})" if "giver_id" in cut else key(EVERY)
    place = "institution_id" if "institution_id" in cut else key(EVERY)
    by = ", ".join(("municipality_id", start, *({"giver_id": giver}.get(name, name) for name in cut)))
    columns, figures = ", ".join(FIGURES), ", ".join(FIGURES.values())
    keys = "municipality_id, span, category_key, starts_on, giver_id, institution_id"
    chosen = f"municipality_id, '{span}', {category}, {start}, {giver}, {place}"
    return f"INSERT INTO impact_sum ({keys}, {columns}) SELECT {chosen}, {figures} FROM impact_entry GROUP BY {by}"  # noqa: S608


def _keep_signed_pages() -> None:
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
    # Because the version before knows of neither, and cannot read a row that says so.
    op.execute("DELETE FROM impact_sum WHERE span = 'ever'")
    op.execute("DELETE FROM import_file WHERE kind = 'purchases'")
    if op.get_bind().dialect.name == "sqlite":
        for way in WAYS:
            op.execute(f"DROP TRIGGER oversight_no_{way.lower()}")
        return
    op.execute("DROP TRIGGER oversight_append_only ON oversight")
    op.execute("DROP TRIGGER oversight_no_truncate ON oversight")
