# services/intake/migrations/versions/0099_bad.py | pytest tests/architecture/test_migrations.py | line 11: add_column
"""A column that the version before does not fill."""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("matters", sa.Column("bad", sa.String(), nullable=False), schema="intake")
