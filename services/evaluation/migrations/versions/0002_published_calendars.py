"""Calendars that intake published, and the open clocks that they touch."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import machinery

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    machinery.create_calendars("evaluation")
    op.create_index(
        "ix_orders_unanswered",
        "orders",
        ["jurisdiction", "id"],
        schema="evaluation",
        postgresql_where=sa.text("status IN ('issued', 'returned')"),
    )
