"""The toy computes due days, too."""

from chassis.migrations import machinery

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    machinery.create_calendars("toy")
