"""What alerts derives from others' events, and what it delivered to people."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import machinery, rights

revision = "0001"
down_revision = None

DERIVED = ("deadlines", "board", "matters", "tallies")
SEALED = ("deadlines", "board", "deliveries")


def upgrade() -> None:
    machinery.create("alerts")
    op.create_table(
        "board",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("open", sa.BigInteger(), nullable=False),
        sa.Column("overdue", sa.BigInteger(), nullable=False),
        sa.Column(
            "readers",
            sa.ARRAY(sa.Text()),
            sa.Computed("CASE WHEN sealed THEN ARRAY[owner::text] END", persisted=True),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint(
            "jurisdiction", "owner", "term", "colour", "sealed", name=op.f("pk_board")
        ),
        schema="alerts",
    )
    op.create_table(
        "deadlines",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_without_pauses", sa.Date(), nullable=True),
        sa.Column("stopped", sa.Date(), nullable=True),
        sa.Column("lapsed", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("turns", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "readers",
            sa.ARRAY(sa.Text()),
            sa.Computed("CASE WHEN sealed THEN ARRAY[owner::text] END", persisted=True),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint(
            "jurisdiction", "kind", "subject", "number", name=op.f("pk_deadlines")
        ),
        schema="alerts",
    )
    op.create_index(
        "ix_deadlines_soonest",
        "deadlines",
        ["jurisdiction", "due", "subject", "number"],
        unique=False,
        schema="alerts",
        postgresql_where=sa.text("stopped IS NULL"),
    )
    op.create_index(
        "ix_deadlines_soonest_of_owner",
        "deadlines",
        ["jurisdiction", "owner", "due", "subject", "number"],
        unique=False,
        schema="alerts",
        postgresql_where=sa.text("stopped IS NULL"),
    )
    op.create_index(
        "ix_deadlines_started",
        "deadlines",
        ["jurisdiction", "owner", "started"],
        unique=False,
        schema="alerts",
    )
    op.create_index(
        "ix_deadlines_turns",
        "deadlines",
        ["jurisdiction", "turns"],
        unique=False,
        schema="alerts",
        postgresql_where=sa.text("turns IS NOT NULL"),
    )
    op.create_table(
        "deliveries",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("copy", sa.String(), nullable=False),
        sa.Column("address_kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pass_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column(
            "readers",
            sa.ARRAY(sa.Text()),
            sa.Computed("CASE WHEN sealed THEN ARRAY[owner::text] END", persisted=True),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name=op.f("pk_deliveries")),
        schema="alerts",
    )
    op.create_index(
        "ix_deliveries_newest",
        "deliveries",
        ["jurisdiction", "raised_at", "id"],
        unique=False,
        schema="alerts",
    )
    op.create_index(
        "ix_deliveries_next_at",
        "deliveries",
        ["jurisdiction", "next_at"],
        unique=False,
        schema="alerts",
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(
        "ix_deliveries_pass_at",
        "deliveries",
        ["jurisdiction", "pass_at"],
        unique=False,
        schema="alerts",
        postgresql_where=sa.text("pass_at IS NOT NULL"),
    )
    op.create_index(
        "uq_deliveries_once",
        "deliveries",
        ["jurisdiction", "kind", "subject", "number", "due", "step", "copy"],
        unique=True,
        schema="alerts",
    )
    op.create_table(
        "matters",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("received", sa.Date(), nullable=True),
        sa.Column("registered", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("evaluable", sa.Boolean(), nullable=False),
        sa.Column("counted", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name=op.f("pk_matters")),
        schema="alerts",
    )
    op.create_index(
        "ix_matters_registered",
        "matters",
        ["jurisdiction", "registered"],
        unique=False,
        schema="alerts",
    )
    op.create_table(
        "missed",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "jurisdiction", "kind", "subject", "number", name=op.f("pk_missed")
        ),
        schema="alerts",
    )
    op.create_table(
        "places",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("bands", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", name=op.f("pk_places")),
        schema="alerts",
    )
    op.create_table(
        "tallies",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "jurisdiction",
            "day",
            "organ",
            "measure",
            "route",
            "historical",
            "sealed",
            name=op.f("pk_tallies"),
        ),
        schema="alerts",
    )
    rights.grant("alerts", "places")
    for table in DERIVED:
        rights.grant("alerts", table, "SELECT, INSERT, UPDATE, DELETE")
    rights.grant("alerts", "deliveries")
    rights.append_only("alerts", "missed")
    for table in SEALED:
        rights.sealed_for_its_readers("alerts", table)
    for table in ("matters", "tallies", "missed"):
        rights.in_its_jurisdiction("alerts", table)
    # Rows change in place all day: small pages of room, and early vacuums, keep counting cheap.
    for table in ("board", "tallies", "deadlines"):
        op.execute(
            f"ALTER TABLE alerts.{table} "
            "SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01)"
        )
