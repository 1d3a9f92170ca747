"""A seal makes alerts forget what it delivered and told about the organs complained of."""

from chassis.migrations import rights

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    rights.grant("alerts", "deliveries", "DELETE")
    rights.grant("alerts", "missed", "DELETE")
