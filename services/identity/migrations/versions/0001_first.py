"""Organs, people, and what they sign in with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import machinery, rights

revision = "0001"
down_revision = None

KEPT = ("organs", "persons", "posts", "secrets")
SWEPT = ("codes", "grants", "refresh_tokens", "sessions")
BEFORE_A_JURISDICTION_IS_KNOWN = {
    "login_names": "SELECT, INSERT",
    "attempts": "SELECT, INSERT, UPDATE, DELETE",
    "signing_keys": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    machinery.create("identity")
    op.create_table(
        "attempts",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_attempts"),
        schema="identity",
    )
    op.create_table(
        "codes",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("request", postgresql.JSONB(), nullable=False),
        sa.Column("session", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("family", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "digest", name="pk_codes"),
        schema="identity",
    )
    op.create_index("ix_codes_expires_at", "codes", ["expires_at"], schema="identity")
    op.create_table(
        "grants",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("session", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_grants"),
        schema="identity",
    )
    op.create_index("ix_grants_granted_at", "grants", ["granted_at"], schema="identity")
    op.create_index("ix_grants_session", "grants", ["jurisdiction", "session"], schema="identity")
    op.create_table(
        "login_names",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("login", name="pk_login_names"),
        schema="identity",
    )
    op.create_table(
        "organs",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_organs"),
        schema="identity",
    )
    op.create_index(
        "uq_organs_code", "organs", ["jurisdiction", "code"], unique=True, schema="identity"
    )
    op.create_table(
        "persons",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("machine", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_persons"),
        schema="identity",
    )
    op.create_index(
        "uq_persons_login", "persons", ["jurisdiction", "login"], unique=True, schema="identity"
    )
    op.create_table(
        "posts",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "person", "code", "since", name="pk_posts"),
        schema="identity",
    )
    op.create_index("ix_posts_organ", "posts", ["jurisdiction", "organ"], schema="identity")
    op.create_index(
        "uq_posts_held_once",
        "posts",
        ["jurisdiction", "code"],
        unique=True,
        schema="identity",
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("family", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "digest", name="pk_refresh_tokens"),
        schema="identity",
    )
    op.create_index(
        "ix_refresh_tokens_expires_at", "refresh_tokens", ["expires_at"], schema="identity"
    )
    op.create_table(
        "secrets",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("hashed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "person", name="pk_secrets"),
        schema="identity",
    )
    op.create_table(
        "sessions",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_sessions"),
        schema="identity",
    )
    op.create_index("ix_sessions_person", "sessions", ["jurisdiction", "person"], schema="identity")
    op.create_index(
        "uq_sessions_digest", "sessions", ["jurisdiction", "digest"], unique=True, schema="identity"
    )
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public", postgresql.JSONB(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kid", name="pk_signing_keys"),
        schema="identity",
    )
    for table in KEPT:
        rights.grant("identity", table)
        rights.in_its_jurisdiction("identity", table)
    for table in SWEPT:
        rights.grant("identity", table, "SELECT, INSERT, UPDATE, DELETE")
        rights.in_its_jurisdiction("identity", table)
    for table, allowed in BEFORE_A_JURISDICTION_IS_KNOWN.items():
        rights.grant("identity", table, allowed)
