"""Calendars that intake published, and the open clocks that they touch."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import machinery

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    machinery.create_calendars("mediation")
    op.create_index(
        "ix_referrals_open",
        "referrals",
        ["jurisdiction", "id"],
        schema="mediation",
        postgresql_where=sa.text("status IN ('accepted', 'offered')"),
    )
