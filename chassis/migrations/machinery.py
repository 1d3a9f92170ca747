"""The tables every service has, as they were at each step: a version calls the step it takes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import rights


def create(service: str) -> None:
    """The first step. A later change is a further function, for what was released stays."""
    op.create_table(
        "answers",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "person", "key", name=op.f("pk_answers")),
        schema=service,
    )
    op.create_table(
        "inbox",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "consumer", "event_id", name=op.f("pk_inbox")),
        schema=service,
    )
    op.create_index("ix_inbox_at", "inbox", ["at"], unique=False, schema=service)
    op.create_table(
        "journal",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "subject", "version", name=op.f("pk_journal")),
        schema=service,
    )
    op.create_table(
        "keys",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "owner", "subject", name=op.f("pk_keys")),
        schema=service,
    )
    op.create_table(
        "organs_known",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("resident", sa.Boolean(), nullable=False),
        sa.Column("successor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "code", name=op.f("pk_organs_known")),
        schema=service,
    )
    op.create_table(
        "outbox",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("trace", sa.String(), nullable=True),
        sa.Column("forgets", sa.Boolean(), nullable=False),
        sa.Column("stream_sequence", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "event_id", name=op.f("pk_outbox")),
        schema=service,
    )
    op.create_index(
        "ix_outbox_stream_sequence", "outbox", ["stream_sequence"], unique=False, schema=service
    )
    op.create_index(
        "ix_outbox_subject_id",
        "outbox",
        ["jurisdiction", "subject_id"],
        unique=False,
        schema=service,
    )
    op.create_index(
        "ix_outbox_unpublished",
        "outbox",
        ["position"],
        unique=False,
        schema=service,
        postgresql_where=sa.text("stream_sequence IS NULL"),
    )
    op.create_table(
        "parked",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "parked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "consumer", "event_id", name=op.f("pk_parked")),
        schema=service,
    )
    op.create_table(
        "people_known",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("posts", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "person", name=op.f("pk_people_known")),
        schema=service,
    )
    rights.machinery(service)


def create_calendars(service: str) -> None:
    """Where a service computes due days and is told by intake which days are worked."""
    op.create_table(
        "calendars",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("holidays", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("makeup_days", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("replaced", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("reached", sa.Uuid(), nullable=True),
        sa.Column(
            "stored_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "year", name=op.f("pk_calendars")),
        schema=service,
    )
    rights.grant(service, "calendars")
