# services/intake/migrations/versions/0099_bad.py | pytest tests/architecture/test_migrations.py | services.intake.domain
"""A migration that would do something else tomorrow."""

from services.intake.domain import states

revision = "0099"
down_revision = "0001"


def upgrade() -> None:
    assert states
