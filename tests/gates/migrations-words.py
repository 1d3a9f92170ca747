# services/intake/migrations/versions/0099_bad.py | pytest tests/architecture/test_migrations.py | line 10: DROP COLUMN
"""A column that the version before still reads."""

from alembic import op

revision = "0099"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE intake.matters DROP COLUMN route")
