"""The toy's own table beside the machinery."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import machinery, rights

revision = "0001"
down_revision = None


def upgrade() -> None:
    machinery.create("toy")
    op.create_table(
        "notes",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.String()), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name=op.f("pk_notes")),
        schema="toy",
    )
    rights.grant("toy", "notes")
    rights.sealed_for_its_readers("toy", "notes")
