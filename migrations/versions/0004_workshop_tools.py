"""The tools of giving away and of the workshop"""

import sqlalchemy as sa
from alembic import op

revision = "0004_workshop_tools"
down_revision = "0003_search_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("least", sa.String(length=30), nullable=False),
        sa.Column("needs_second_person", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_erasure_policy_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_policy")),
        sa.UniqueConstraint("municipality_id", name=op.f("uq_erasure_policy_municipality_id")),
    )
    with op.batch_alter_table("erasure_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_policy_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "part_stock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("low_at", sa.Integer(), nullable=False),
        sa.Column("price_ore", sa.Integer(), nullable=False),
        sa.Column("co2e_g", sa.Integer(), nullable=False),
        sa.Column("factor_key", sa.String(length=40), nullable=False),
        sa.Column("co2e_source", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("is_donated", sa.Boolean(), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT is_donated OR price_ore = 0", name=op.f("ck_part_stock_donated")),
        sa.CheckConstraint("low_at >= 0 AND price_ore >= 0 AND co2e_g >= 0", name=op.f("ck_part_stock_amounts")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_part_stock_on_hand")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_part_stock_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_stock")),
        sa.UniqueConstraint("municipality_id", "name", name=op.f("uq_part_stock_municipality_id_name")),
    )
    with op.batch_alter_table("part_stock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_stock_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "station",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_station_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("municipality_id", "name", name=op.f("uq_station_municipality_id_name")),
    )
    with op.batch_alter_table("station", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_station_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "unit_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_unit_set_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_set")),
        sa.UniqueConstraint("municipality_id", "number", name=op.f("uq_unit_set_municipality_id_number")),
    )
    with op.batch_alter_table("unit_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_set_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "station_category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_station_category_category_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_station_category_municipality_id")
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_station_category_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_category")),
        sa.UniqueConstraint("category_id", name=op.f("uq_station_category_category_id")),
    )
    with op.batch_alter_table("station_category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_station_category_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_station_category_station_id"), ["station_id"], unique=False)

    op.create_table(
        "deed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("notice", sa.String(length=300), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_deed_municipality_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_deed_person_id_key")),
    )
    with op.batch_alter_table("deed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deed_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deed_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "erasure_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_erasure_log_municipality_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_erasure_log_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_log")),
        sa.UniqueConstraint("municipality_id", "sha256", name=op.f("uq_erasure_log_municipality_id_sha256")),
    )
    with op.batch_alter_table("erasure_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_log_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "stock_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_stock_count_closed_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_stock_count_municipality_id")),
        sa.ForeignKeyConstraint(["place_id"], ["storage_place.id"], name=op.f("fk_stock_count_place_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_stock_count_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
    )
    with op.batch_alter_table("stock_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_count_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_count_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            "uq_stock_count_open",
            ["place_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "departure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("note", sa.String(length=150), nullable=False),
        sa.Column("taker", sa.String(length=120), nullable=False),
        sa.Column("taker_cvr", sa.String(length=8), nullable=False),
        sa.Column("price_ore", sa.Integer(), nullable=False),
        sa.Column("batteries", sa.String(length=30), nullable=True),
        sa.Column("receipt_note", sa.String(length=200), nullable=False),
        sa.Column("receipt_photo_id", sa.Uuid(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price_ore >= 0", name=op.f("ck_departure_price")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_departure_municipality_id")),
        sa.ForeignKeyConstraint(["receipt_photo_id"], ["photo.id"], name=op.f("fk_departure_receipt_photo_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_departure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_departure_unit_id")),
    )
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departure_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_departure_receipt_photo_id"), ["receipt_photo_id"], unique=False)

    op.create_table(
        "device_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("circulation", sa.Integer(), nullable=False),
        sa.Column("is_management_ended", sa.Boolean(), nullable=False),
        sa.Column("is_firmware_open", sa.Boolean(), nullable=False),
        sa.Column("is_enrolment_ended", sa.Boolean(), nullable=False),
        sa.Column("is_without_labels", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_device_release_municipality_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_device_release_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_release")),
        sa.UniqueConstraint("unit_id", "circulation", name=op.f("uq_device_release_unit_id_circulation")),
    )
    with op.batch_alter_table("device_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_release_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "label_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(unit_id IS NULL) = (bound_at IS NULL)", name=op.f("ck_label_code_bound")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_label_code_municipality_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_label_code_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_code")),
        sa.UniqueConstraint("municipality_id", "code", name=op.f("uq_label_code_municipality_id_code")),
    )
    with op.batch_alter_table("label_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_code_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_code_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "medium",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("make", sa.String(length=60), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("serial_number", sa.String(length=80), nullable=False),
        sa.Column("capacity_gb", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("capacity_gb >= 0", name=op.f("ck_medium_capacity")),
        sa.CheckConstraint("removed_at IS NULL OR struck_at IS NULL", name=op.f("ck_medium_gone_once")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_medium_added_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_medium_municipality_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_medium_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medium")),
    )
    with op.batch_alter_table("medium", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_medium_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_medium_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "report_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("looks", sa.String(length=30), nullable=True),
        sa.Column("is_set", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 500", name=op.f("ck_report_line_quantity")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_report_line_category_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_report_line_municipality_id")),
        sa.ForeignKeyConstraint(["report_id"], ["surplus_report.id"], name=op.f("fk_report_line_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_line")),
    )
    with op.batch_alter_table("report_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_line_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_report_line_report_id", ["report_id", "position"], unique=False)

    op.create_table(
        "stock_count_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("found", sa.String(length=30), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_stock_count_line_count_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_stock_count_line_municipality_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stock_count_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count_line")),
        sa.UniqueConstraint("count_id", "unit_id", name=op.f("uq_stock_count_line_count_id_unit_id")),
    )
    with op.batch_alter_table("stock_count_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_count_line_count_id"), ["count_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_count_line_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_count_line_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_unit_photo_municipality_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_unit_photo_photo_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_photo_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_photo")),
        sa.UniqueConstraint("unit_id", "photo_id", name=op.f("uq_unit_photo_unit_id_photo_id")),
    )
    with op.batch_alter_table("unit_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_photo_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_photo_photo_id"), ["photo_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_photo_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "departure_fraction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("fraction", sa.String(length=30), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=False),
        sa.Column("waste_code", sa.String(length=30), nullable=True),
        sa.CheckConstraint("grams > 0", name=op.f("ck_departure_fraction_grams")),
        sa.ForeignKeyConstraint(["departure_id"], ["departure.id"], name=op.f("fk_departure_fraction_departure_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_departure_fraction_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure_fraction")),
        sa.UniqueConstraint("departure_id", "fraction", name=op.f("uq_departure_fraction_departure_id_fraction")),
    )
    with op.batch_alter_table("departure_fraction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departure_fraction_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "external_repair",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("repairer", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("price_ore", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("price_ore >= 0", name=op.f("ck_external_repair_price")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_external_repair_job_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_external_repair_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_repair")),
    )
    with op.batch_alter_table("external_repair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_external_repair_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_external_repair_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(
            "uq_external_repair_out",
            ["job_id"],
            unique=True,
            sqlite_where=sa.text("returned_at IS NULL"),
            postgresql_where=sa.text("returned_at IS NULL"),
        )

    op.create_table(
        "help_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_help_call_asked_by_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_help_call_job_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_help_call_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call")),
    )
    with op.batch_alter_table("help_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_call_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_call_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_help_call_open", ["municipality_id", "answered_at"], unique=False)

    op.create_table(
        "part_movement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("stock_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=30), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("price_ore", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("change <> 0", name=op.f("ck_part_movement_change")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_part_movement_job_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_part_movement_municipality_id")
        ),
        sa.ForeignKeyConstraint(["stock_id"], ["part_stock.id"], name=op.f("fk_part_movement_stock_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_part_movement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_movement")),
    )
    with op.batch_alter_table("part_movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_movement_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_part_movement_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_part_movement_stock_id"), ["stock_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_part_movement_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "erasure_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("verified_by_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=30), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_erasure_check_municipality_id")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["erasure_record.id"], name=op.f("fk_erasure_check_record_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["person.id"], name=op.f("fk_erasure_check_verified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_check")),
        sa.UniqueConstraint("record_id", name=op.f("uq_erasure_check_record_id")),
    )
    with op.batch_alter_table("erasure_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_check_municipality_id"), ["municipality_id"], unique=False)

    with op.batch_alter_table("checklist_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photo_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_checklist_step_photo_id"), ["photo_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_checklist_step_photo_id"), "photo", ["photo_id"], ["id"])

    with op.batch_alter_table("erasure_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("medium_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("medium_serial", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("technique", sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column("standard", sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column("tool_version", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("log_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("import_key", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("destination", sa.String(length=30), nullable=False, server_default="reuse"))
        batch_op.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_erasure_record_medium_id"), ["medium_id"], unique=False)
        batch_op.create_index(
            "uq_erasure_record_import_key",
            ["municipality_id", "import_key"],
            unique=True,
            sqlite_where=sa.text("import_key <> ''"),
            postgresql_where=sa.text("import_key <> ''"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_erasure_record_log_id"), "erasure_log", ["log_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_erasure_record_medium_id"), "medium", ["medium_id"], ["id"])

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suitability", sa.String(length=200), nullable=False, server_default=""))

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("timer_started_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("last_minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("last_minutes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("suitability", sa.String(length=200), nullable=False, server_default=""))

    with op.batch_alter_table("job_part", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stock_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("from_stock", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_job_part_stock_id"), ["stock_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_job_part_stock_id"), "part_stock", ["stock_id"], ["id"])

    with op.batch_alter_table("job_photo", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.String(length=80), nullable=False, server_default=""))

    with op.batch_alter_table("job_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photo_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_job_task_photo_id"), ["photo_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_job_task_photo_id"), "photo", ["photo_id"], ["id"])

    with op.batch_alter_table("report_photo", schema=None) as batch_op:
        batch_op.add_column(sa.Column("line_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_report_photo_line_id"), ["line_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_report_photo_line_id"), "report_line", ["line_id"], ["id"])

    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fetched_from_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_reservation_fetched_from_id"), "institution", ["fetched_from_id"], ["id"]
        )

    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fetch_for_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_stop_fetch_for_id"), ["fetch_for_id"], unique=False)
        batch_op.create_index(
            "uq_stop_fetch_planned",
            ["fetch_for_id", "institution_id"],
            unique=True,
            sqlite_where=sa.text("fetch_for_id IS NOT NULL AND state = 'planned'"),
            postgresql_where=sa.text("fetch_for_id IS NOT NULL AND state = 'planned'"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_stop_fetch_for_id"), "order_placed", ["fetch_for_id"], ["id"])

    with op.batch_alter_table("storage_place", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=30), nullable=False, server_default="shelf"))
        batch_op.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_storage_place_parent_id"), ["parent_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_storage_place_parent_id"), "storage_place", ["parent_id"], ["id"])

    with op.batch_alter_table("surplus_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stays_put", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("found_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("report_line_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("set_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("stands_at_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("is_draft", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_unit_set_id"), ["set_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_storage_place_id"), ["storage_place_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_unit_set_id"), "unit_set", ["set_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_unit_stands_at_id"), "institution", ["stands_at_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_unit_stands_at_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_unit_set_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_unit_storage_place_id"))
        batch_op.drop_index(batch_op.f("ix_unit_set_id"))
        batch_op.drop_column("missed_at")
        batch_op.drop_column("is_draft")
        batch_op.drop_column("stands_at_id")
        batch_op.drop_column("set_id")
        batch_op.drop_column("report_line_id")

    with op.batch_alter_table("surplus_report", schema=None) as batch_op:
        batch_op.drop_column("found_at")
        batch_op.drop_column("stays_put")

    with op.batch_alter_table("storage_place", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_storage_place_parent_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_storage_place_parent_id"))
        batch_op.drop_column("closed_at")
        batch_op.drop_column("parent_id")
        batch_op.drop_column("kind")

    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_stop_fetch_for_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_stop_fetch_planned",
            sqlite_where=sa.text("fetch_for_id IS NOT NULL AND state = 'planned'"),
            postgresql_where=sa.text("fetch_for_id IS NOT NULL AND state = 'planned'"),
        )
        batch_op.drop_index(batch_op.f("ix_stop_fetch_for_id"))
        batch_op.drop_column("fetch_for_id")

    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_reservation_fetched_from_id"), type_="foreignkey")
        batch_op.drop_column("fetched_from_id")

    with op.batch_alter_table("report_photo", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_report_photo_line_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_report_photo_line_id"))
        batch_op.drop_column("line_id")

    with op.batch_alter_table("job_task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_job_task_photo_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_job_task_photo_id"))
        batch_op.drop_column("photo_id")

    with op.batch_alter_table("job_photo", schema=None) as batch_op:
        batch_op.drop_column("words")

    with op.batch_alter_table("job_part", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_job_part_stock_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_job_part_stock_id"))
        batch_op.drop_column("from_stock")
        batch_op.drop_column("stock_id")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("suitability")
        batch_op.drop_column("last_minutes_at")
        batch_op.drop_column("last_minutes")
        batch_op.drop_column("timer_started_at")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_column("suitability")

    with op.batch_alter_table("erasure_record", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_erasure_record_medium_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_erasure_record_log_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_erasure_record_import_key",
            sqlite_where=sa.text("import_key <> ''"),
            postgresql_where=sa.text("import_key <> ''"),
        )
        batch_op.drop_index(batch_op.f("ix_erasure_record_medium_id"))
        batch_op.drop_column("started_at")
        batch_op.drop_column("destination")
        batch_op.drop_column("import_key")
        batch_op.drop_column("log_id")
        batch_op.drop_column("tool_version")
        batch_op.drop_column("standard")
        batch_op.drop_column("technique")
        batch_op.drop_column("medium_serial")
        batch_op.drop_column("medium_id")

    with op.batch_alter_table("checklist_step", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_checklist_step_photo_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_checklist_step_photo_id"))
        batch_op.drop_column("photo_id")

    with op.batch_alter_table("erasure_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_check_municipality_id"))

    op.drop_table("erasure_check")
    with op.batch_alter_table("part_movement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_movement_unit_id"))
        batch_op.drop_index(batch_op.f("ix_part_movement_stock_id"))
        batch_op.drop_index(batch_op.f("ix_part_movement_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_part_movement_job_id"))

    op.drop_table("part_movement")
    with op.batch_alter_table("help_call", schema=None) as batch_op:
        batch_op.drop_index("ix_help_call_open")
        batch_op.drop_index(batch_op.f("ix_help_call_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_help_call_job_id"))

    op.drop_table("help_call")
    with op.batch_alter_table("external_repair", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_external_repair_out",
            sqlite_where=sa.text("returned_at IS NULL"),
            postgresql_where=sa.text("returned_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_external_repair_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_external_repair_job_id"))

    op.drop_table("external_repair")
    with op.batch_alter_table("departure_fraction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departure_fraction_municipality_id"))

    op.drop_table("departure_fraction")
    with op.batch_alter_table("unit_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_photo_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_photo_photo_id"))
        batch_op.drop_index(batch_op.f("ix_unit_photo_municipality_id"))

    op.drop_table("unit_photo")
    with op.batch_alter_table("stock_count_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_count_line_unit_id"))
        batch_op.drop_index(batch_op.f("ix_stock_count_line_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_stock_count_line_count_id"))

    op.drop_table("stock_count_line")
    with op.batch_alter_table("report_line", schema=None) as batch_op:
        batch_op.drop_index("ix_report_line_report_id")
        batch_op.drop_index(batch_op.f("ix_report_line_municipality_id"))

    op.drop_table("report_line")
    with op.batch_alter_table("medium", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_medium_unit_id"))
        batch_op.drop_index(batch_op.f("ix_medium_municipality_id"))

    op.drop_table("medium")
    with op.batch_alter_table("label_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_code_unit_id"))
        batch_op.drop_index(batch_op.f("ix_label_code_municipality_id"))

    op.drop_table("label_code")
    with op.batch_alter_table("device_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_release_municipality_id"))

    op.drop_table("device_release")
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departure_receipt_photo_id"))
        batch_op.drop_index(batch_op.f("ix_departure_municipality_id"))

    op.drop_table("departure")
    with op.batch_alter_table("stock_count", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stock_count_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_stock_count_place_id"))
        batch_op.drop_index(batch_op.f("ix_stock_count_municipality_id"))

    op.drop_table("stock_count")
    with op.batch_alter_table("erasure_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_log_municipality_id"))

    op.drop_table("erasure_log")
    with op.batch_alter_table("deed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deed_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_deed_at"))

    op.drop_table("deed")
    with op.batch_alter_table("station_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_station_category_station_id"))
        batch_op.drop_index(batch_op.f("ix_station_category_municipality_id"))

    op.drop_table("station_category")
    with op.batch_alter_table("unit_set", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_set_municipality_id"))

    op.drop_table("unit_set")
    with op.batch_alter_table("station", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_station_municipality_id"))

    op.drop_table("station")
    with op.batch_alter_table("part_stock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_stock_municipality_id"))

    op.drop_table("part_stock")
    with op.batch_alter_table("erasure_policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_policy_municipality_id"))

    op.drop_table("erasure_policy")
