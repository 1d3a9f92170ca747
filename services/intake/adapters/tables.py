"""Intake's tables. Every key begins with the jurisdiction."""

from sqlalchemy import (
    BigInteger,
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
from chassis.calendars import calendars_table
from chassis.database import NAMING, jurisdiction
from chassis.schema import Machinery

metadata = MetaData(schema="intake", naming_convention=NAMING)
machinery = Machinery.of(metadata)


def readers() -> Column[list[str]]:
    """The organs that may see a sealed row; NULL while it is open."""
    return Column("readers", ARRAY(String))


matters = aggregate_table(
    "matters",
    metadata,
    Column("desk", String, nullable=False),
    Column("status", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("content", String, nullable=False),
    Column("route", String, nullable=False),
    Column("division", String, nullable=False),
    Column("received", Date, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("closed", Date),
    Column("historical", Boolean, nullable=False),
    Column("has_open_clocks", Boolean, nullable=False),
    Column("query_code_hash", String, nullable=False),
    readers(),
)
Index("ix_matters_newest", matters.c.jurisdiction, matters.c.received, matters.c.id)
Index(
    "ix_matters_newest_of_division",
    matters.c.jurisdiction,
    matters.c.division,
    matters.c.received,
    matters.c.id,
)
Index(
    "ix_matters_newest_of_status",
    matters.c.jurisdiction,
    matters.c.status,
    matters.c.received,
    matters.c.id,
)
Index(
    "uq_matters_query_code_hash",
    matters.c.jurisdiction,
    matters.c.query_code_hash,
    unique=True,
    postgresql_where=matters.c.query_code_hash != "",
)
Index(
    "ix_matters_with_open_clocks",
    matters.c.jurisdiction,
    matters.c.id,
    postgresql_where=matters.c.has_open_clocks,
)

# Whose a matter is: the desk that received it, and every organ it lies or lay with. One row for
# each organ, so that "the newest of mine" is one walk along an index however many others there are.
holdings = Table(
    "holdings",
    metadata,
    jurisdiction(),
    Column("organ", String, primary_key=True),
    Column("matter_id", Uuid, primary_key=True),
    Column("is_desk", Boolean, nullable=False),
    Column("lead", Boolean, nullable=False),
    Column("mode", String),
    Column("state", String),
    Column("status", String, nullable=False),
    Column("received", Date, nullable=False),
    readers(),
)
Index(
    "ix_holdings_newest",
    holdings.c.jurisdiction,
    holdings.c.organ,
    holdings.c.received,
    holdings.c.matter_id,
)
Index(
    "ix_holdings_newest_of_status",
    holdings.c.jurisdiction,
    holdings.c.organ,
    holdings.c.status,
    holdings.c.received,
    holdings.c.matter_id,
)
Index("ix_holdings_matter_id", holdings.c.jurisdiction, holdings.c.matter_id)

items = Table(
    "items",
    metadata,
    jurisdiction(),
    Column("id", Uuid, primary_key=True),
    Column("matter_id", Uuid, nullable=False),
    Column("source", String, nullable=False),
    Column("external_id", String),
    Column("received", Date, nullable=False),
)
Index("ix_items_matter_id", items.c.jurisdiction, items.c.matter_id)
Index(
    "uq_items_external_id",
    items.c.jurisdiction,
    items.c.source,
    items.c.external_id,
    unique=True,
    postgresql_where=items.c.external_id.is_not(None),
)

parties = Table(
    "parties",
    metadata,
    jurisdiction(),
    Column("id", Uuid, primary_key=True),
    Column("matter_id", Uuid, nullable=False),
    Column("kind", String, nullable=False),
    Column("fields", JSONB, nullable=False),
    readers(),
)
Index("ix_parties_matter_id", parties.c.jurisdiction, parties.c.matter_id)

# Keyed hashes of names and numbers, of open matters only: equal ones meet, none can be read.
party_index = Table(
    "party_index",
    metadata,
    jurisdiction(),
    Column("kind", String, primary_key=True),
    Column("index", LargeBinary, primary_key=True),
    Column("party_id", Uuid, primary_key=True),
    Column("matter_id", Uuid, nullable=False),
)
Index("ix_party_index_matter_id", party_index.c.jurisdiction, party_index.c.matter_id)

# Keyed hashes of the words of open matters, a sample of each: similar texts share some.
grams = Table(
    "grams",
    metadata,
    jurisdiction(),
    Column("gram", BigInteger, primary_key=True),
    Column("matter_id", Uuid, primary_key=True),
)
Index("ix_grams_matter_id", grams.c.jurisdiction, grams.c.matter_id)

# Keyed hashes of every two characters that stand together in an open matter: what a search for
# words asks. An index on them cannot be used past a policy, so `intake.matters_with` asks it, a
# function of the tables' owner that answers for the jurisdiction of its transaction alone.
words = Table(
    "words",
    metadata,
    jurisdiction(),
    Column("matter_id", Uuid, primary_key=True),
    Column("received", Date, nullable=False),
    Column("pairs", ARRAY(Integer), nullable=False),
)
Index("ix_words_newest", words.c.jurisdiction, words.c.received, words.c.matter_id)
Index("ix_words_pairs", words.c.pairs, postgresql_using="gin")

# Places whose older matters still wait for their words to be indexed, and how far that has come.
# Codes of jurisdictions and ids, nothing else: one job looks after all places, so no policy keeps
# them apart.
indexing = Table(
    "indexing",
    metadata,
    jurisdiction(),
    Column("after", Uuid, nullable=False),
)

# Who looked for a person by name or number, and for what; the journal holds the same.
lookups = aggregate_table(
    "lookups",
    metadata,
    Column("organ", String, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
lookups_found = Table(
    "lookups_found",
    metadata,
    jurisdiction(),
    Column("party_id", Uuid, primary_key=True),
    Column("lookup_id", Uuid, primary_key=True),
)

# Who opened a matter or a file of it: added to, never changed.
reads = Table(
    "reads",
    metadata,
    jurisdiction(),
    Column("id", Uuid, primary_key=True),
    Column("matter_id", Uuid, nullable=False),
    Column("what", String, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("person", Uuid, nullable=False),
    Column("post", String, nullable=False),
    Column("organ", String, nullable=False),
)
Index("ix_reads_matter_id", reads.c.jurisdiction, reads.c.matter_id)

# The years the State Council published after this version of the software was made, and when the
# others were last told of them. `before` is of an earlier version, which may still write to it.
calendars = calendars_table(
    metadata,
    Column("before", JSONB(none_as_null=True)),
    Column("published_by", Uuid, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("told_at", DateTime(timezone=True)),
)
