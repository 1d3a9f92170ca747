"""Matters, the organs that hold them, items, parties, and what finds them again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import rights

revision = "0001"
down_revision = None


SEALED = ("matters", "holdings", "parties")
ERASABLE = "SELECT, INSERT, UPDATE, DELETE"


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "person", "key", name="pk_answers"),
        schema="intake",
    )
    op.create_table(
        "calendars",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("holidays", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("makeup_days", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column(
            "before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "year", name="pk_calendars"),
        schema="intake",
    )
    op.create_table(
        "grams",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("gram", sa.BigInteger(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "gram", "matter_id", name="pk_grams"),
        schema="intake",
    )
    op.create_index(
        "ix_grams_matter_id", "grams", ["jurisdiction", "matter_id"], unique=False, schema="intake"
    )
    op.create_table(
        "holdings",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("is_desk", sa.Boolean(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.String()), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "organ", "matter_id", name="pk_holdings"),
        schema="intake",
    )
    op.create_index(
        "ix_holdings_matter_id",
        "holdings",
        ["jurisdiction", "matter_id"],
        unique=False,
        schema="intake",
    )
    op.create_index(
        "ix_holdings_newest",
        "holdings",
        ["jurisdiction", "organ", "received", "matter_id"],
        unique=False,
        schema="intake",
    )
    op.create_index(
        "ix_holdings_newest_of_status",
        "holdings",
        ["jurisdiction", "organ", "status", "received", "matter_id"],
        unique=False,
        schema="intake",
    )
    op.create_table(
        "inbox",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "consumer", "event_id", name="pk_inbox"),
        schema="intake",
    )
    op.create_index("ix_inbox_at", "inbox", ["at"], unique=False, schema="intake")
    op.create_table(
        "items",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("received", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_items"),
        schema="intake",
    )
    op.create_index(
        "ix_items_matter_id", "items", ["jurisdiction", "matter_id"], unique=False, schema="intake"
    )
    op.create_index(
        "uq_items_external_id",
        "items",
        ["jurisdiction", "source", "external_id"],
        unique=True,
        schema="intake",
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "journal",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "subject", "version", name="pk_journal"),
        schema="intake",
    )
    op.create_table(
        "keys",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("destroyed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "owner", "subject", name="pk_keys"),
        schema="intake",
    )
    op.create_table(
        "matters",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("has_open_clocks", sa.Boolean(), nullable=False),
        sa.Column("query_code_hash", sa.String(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.String()), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_matters"),
        schema="intake",
    )
    op.create_index(
        "ix_matters_newest",
        "matters",
        ["jurisdiction", "received", "id"],
        unique=False,
        schema="intake",
    )
    op.create_index(
        "ix_matters_newest_of_status",
        "matters",
        ["jurisdiction", "status", "received", "id"],
        unique=False,
        schema="intake",
    )
    op.create_index(
        "ix_matters_with_open_clocks",
        "matters",
        ["jurisdiction", "id"],
        unique=False,
        schema="intake",
        postgresql_where="has_open_clocks",
    )
    op.create_index(
        "uq_matters_query_code_hash",
        "matters",
        ["jurisdiction", "query_code_hash"],
        unique=True,
        schema="intake",
        postgresql_where=sa.text("query_code_hash != ''"),
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
        sa.PrimaryKeyConstraint("jurisdiction", "code", name="pk_organs_known"),
        schema="intake",
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
        sa.PrimaryKeyConstraint("jurisdiction", "event_id", name="pk_outbox"),
        schema="intake",
    )
    op.create_index(
        "ix_outbox_stream_sequence", "outbox", ["stream_sequence"], unique=False, schema="intake"
    )
    op.create_index(
        "ix_outbox_subject_id",
        "outbox",
        ["jurisdiction", "subject_id"],
        unique=False,
        schema="intake",
    )
    op.create_index(
        "ix_outbox_unpublished",
        "outbox",
        ["position"],
        unique=False,
        schema="intake",
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
        sa.PrimaryKeyConstraint("jurisdiction", "consumer", "event_id", name="pk_parked"),
        schema="intake",
    )
    op.create_table(
        "parties",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.String()), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_parties"),
        schema="intake",
    )
    op.create_index(
        "ix_parties_matter_id",
        "parties",
        ["jurisdiction", "matter_id"],
        unique=False,
        schema="intake",
    )
    op.create_table(
        "party_index",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("index", sa.LargeBinary(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "kind", "index", "party_id", name="pk_party_index"),
        schema="intake",
    )
    op.create_index(
        "ix_party_index_matter_id",
        "party_index",
        ["jurisdiction", "matter_id"],
        unique=False,
        schema="intake",
    )
    op.create_table(
        "people_known",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("posts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "person", name="pk_people_known"),
        schema="intake",
    )
    rights.machinery("intake")
    for table in SEALED:
        rights.grant("intake", table)
        rights.sealed_for_its_readers("intake", table)
    rights.grant("intake", "holdings", "DELETE")
    rights.grant("intake", "calendars")
    rights.grant("intake", "items")
    rights.in_its_jurisdiction("intake", "items")
    for table in ("grams", "party_index"):
        rights.grant("intake", table, ERASABLE)
        rights.in_its_jurisdiction("intake", table)
