"""Who opened a matter or a file of it, and when."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import rights

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "reads",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_reads"),
        schema="intake",
    )
    op.create_index("ix_reads_matter_id", "reads", ["jurisdiction", "matter_id"], schema="intake")
    rights.append_only("intake", "reads")
    rights.in_its_jurisdiction("intake", "reads")
