"""Suggestions, supervision orders and their numbers, and the matters they are about."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import machinery, rights

revision = "0001"
down_revision = None


def upgrade() -> None:
    machinery.create("evaluation")
    _suggestions()
    _orders()
    op.create_table(
        "matters",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organs", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "matter", name="pk_matters"),
        schema="evaluation",
    )
    for table in ("suggestions", "orders", "numbers", "matters"):
        rights.grant("evaluation", table)
    for table in ("suggestions", "numbers", "matters"):
        rights.in_its_jurisdiction("evaluation", table)
    rights.sealed_for_its_readers("evaluation", "orders")


def _suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("matter", sa.Uuid(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_suggestions"),
        schema="evaluation",
    )
    op.create_index(
        "ix_suggestions_matter", "suggestions", ["jurisdiction", "matter"], schema="evaluation"
    )
    op.create_index(
        "ix_suggestions_standing",
        "suggestions",
        ["jurisdiction", "standing", "raised_at", "id"],
        schema="evaluation",
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("matter", sa.Uuid(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.String()), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_orders"),
        schema="evaluation",
    )
    op.create_index("ix_orders_matter", "orders", ["jurisdiction", "matter"], schema="evaluation")
    op.create_index(
        "ix_orders_organ", "orders", ["jurisdiction", "organ", "id"], schema="evaluation"
    )
    op.create_index(
        "uq_orders_open",
        "orders",
        ["jurisdiction", "matter", "organ"],
        unique=True,
        schema="evaluation",
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_table(
        "numbers",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "year", name="pk_numbers"),
        schema="evaluation",
    )
