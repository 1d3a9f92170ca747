"""Published calendars are told to the other services, and clocks are recomputed in steps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

# What waits to be recomputed had one calendar to compare with; now it has a list of them.
LISTED = """
    UPDATE intake.calendars SET replaced = jsonb_build_array(before), before = NULL
    WHERE before IS NOT NULL"""


def upgrade() -> None:
    op.add_column(
        "calendars",
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        schema="intake",
    )
    op.add_column(
        "calendars", sa.Column("replaced", postgresql.JSONB(none_as_null=True)), schema="intake"
    )
    op.add_column("calendars", sa.Column("reached", sa.Uuid()), schema="intake")
    op.add_column(
        "calendars",
        sa.Column(
            "stored_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        schema="intake",
    )
    op.add_column("calendars", sa.Column("told_at", sa.DateTime(timezone=True)), schema="intake")
    op.execute(LISTED)
