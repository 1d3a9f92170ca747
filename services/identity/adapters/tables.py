"""Identity's tables. Every key begins with the jurisdiction, save what comes before it is known."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.aggregates import aggregate_table
from chassis.database import NAMING, jurisdiction
from chassis.schema import Machinery

INSTANT = DateTime(timezone=True)

metadata = MetaData(schema="identity", naming_convention=NAMING)
machinery = Machinery.of(metadata)

organs = aggregate_table(
    "organs",
    metadata,
    Column("code", String, nullable=False),
)
Index("uq_organs_code", organs.c.jurisdiction, organs.c.code, unique=True)

persons = aggregate_table(
    "persons",
    metadata,
    Column("login", String, nullable=False),
    Column("machine", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
)
Index("uq_persons_login", persons.c.jurisdiction, persons.c.login, unique=True)

posts = Table(
    "posts",
    metadata,
    jurisdiction(),
    Column("person", Uuid, primary_key=True),
    Column("code", String, primary_key=True),
    Column("since", Date, primary_key=True),
    Column("organ", String, nullable=False),
    Column("roles", ARRAY(String), nullable=False),
    Column("until", Date),
)
Index(
    "uq_posts_held_once",
    posts.c.jurisdiction,
    posts.c.code,
    unique=True,
    postgresql_where=posts.c.until.is_(None),
)
Index("ix_posts_organ", posts.c.jurisdiction, posts.c.organ)

# A login name leads to its jurisdiction, so it cannot stand behind that jurisdiction's policy.
login_names = Table(
    "login_names",
    metadata,
    Column("login", String, primary_key=True),
    Column("jurisdiction", String, nullable=False),
    Column("person", Uuid, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    jurisdiction(),
    Column("person", Uuid, primary_key=True),
    Column("hashed", String, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    jurisdiction(),
    Column("id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("person", Uuid, nullable=False),
    Column("signed_in_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
)
Index("uq_sessions_digest", sessions.c.jurisdiction, sessions.c.digest, unique=True)
Index("ix_sessions_person", sessions.c.jurisdiction, sessions.c.person)

codes = Table(
    "codes",
    metadata,
    jurisdiction(),
    Column("digest", LargeBinary, primary_key=True),
    Column("request", JSONB, nullable=False),
    Column("session", Uuid, nullable=False),
    Column("person", Uuid, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("family", Uuid, nullable=False),
    Column("used_at", INSTANT),
)
Index("ix_codes_expires_at", codes.c.expires_at)

grants = Table(
    "grants",
    metadata,
    jurisdiction(),
    Column("id", Uuid, primary_key=True),
    Column("person", Uuid, nullable=False),
    Column("session", Uuid, nullable=False),
    Column("client_id", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("signed_in_at", INSTANT, nullable=False),
    Column("granted_at", INSTANT, nullable=False),
    Column("revoked_at", INSTANT),
)
Index("ix_grants_session", grants.c.jurisdiction, grants.c.session)
Index("ix_grants_granted_at", grants.c.granted_at)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    jurisdiction(),
    Column("digest", LargeBinary, primary_key=True),
    Column("family", Uuid, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("used_at", INSTANT),
)
Index("ix_refresh_tokens_expires_at", refresh_tokens.c.expires_at)

# Neither names nor addresses: keyed hashes of them, of whoever tried, in no jurisdiction yet.
attempts = Table(
    "attempts",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", INSTANT, nullable=False),
)

# The issuer is one for all jurisdictions. `sealed` is the private key, under the vault.
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", String, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("public", JSONB, nullable=False),
    Column("wrapped", LargeBinary),
    Column("sealed", String),
    Column("made_at", INSTANT, nullable=False),
    Column("retired_at", INSTANT),
)
