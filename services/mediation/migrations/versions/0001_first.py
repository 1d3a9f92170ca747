"""Referrals, and which matters are known to be sealed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import machinery, rights

revision = "0001"
down_revision = None


def upgrade() -> None:
    machinery.create("mediation")
    op.create_table(
        "referrals",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("matter", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("centre", sa.String(), nullable=False),
        sa.Column("referred_by", sa.String(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.String()), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_referrals"),
        schema="mediation",
    )
    op.create_index(
        "ix_referrals_matter", "referrals", ["jurisdiction", "matter"], schema="mediation"
    )
    op.create_index(
        "ix_referrals_status", "referrals", ["jurisdiction", "status", "id"], schema="mediation"
    )
    op.create_table(
        "matters",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "matter", name="pk_matters"),
        schema="mediation",
    )
    rights.grant("mediation", "referrals")
    rights.sealed_for_its_readers("mediation", "referrals")
    rights.grant("mediation", "matters")
    rights.in_its_jurisdiction("mediation", "matters")
