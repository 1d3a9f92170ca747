"""The tables of alerts: projections that can be filled again, and deliveries that cannot."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)

from chassis.database import NAMING, jurisdiction
from chassis.schema import Machinery

metadata = MetaData(schema="alerts", naming_convention=NAMING)
machinery = Machinery.of(metadata)


def readers() -> Column[list[str]]:
    """Row-level security shows a sealed row to the posts of its owner only."""
    sealed_for = "CASE WHEN sealed THEN ARRAY[owner::text] END"
    return Column("readers", ARRAY(Text), Computed(sealed_for, persisted=True))


def cell() -> Column[str]:
    """Where the board counts it, in one word: counting by one column costs no more than to read."""
    sealed = "CASE WHEN sealed THEN 'sealed' ELSE 'seen' END"
    overdue = "CASE WHEN overdue THEN 'overdue' ELSE 'in-time' END"
    words = f"owner || ' ' || term || ' ' || colour || ' ' || {sealed} || ' ' || {overdue}"
    counted = f"CASE WHEN colour <> ALL (ARRAY['done', 'unwatched']) THEN {words} END"
    return Column("cell", Text, Computed(counted, persisted=True))


def key_of_a_deadline() -> tuple[Column[Any], ...]:
    return (
        jurisdiction(),
        Column("kind", String, primary_key=True),
        Column("subject", Uuid, primary_key=True),
        Column("number", Integer, primary_key=True),
    )


# Where alerts has ever heard of anything: the jobs go through these. Says nothing else.
places = Table(
    "places",
    metadata,
    Column("jurisdiction", String, primary_key=True),
    Column("bands", String, nullable=False, server_default=""),
    info={"shared": True},
)

deadlines = Table(
    "deadlines",
    metadata,
    *key_of_a_deadline(),
    Column("version", BigInteger, nullable=False),
    Column("term", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("started", Date, nullable=False),
    Column("due", Date),
    Column("due_without_pauses", Date),
    Column("stopped", Date),
    Column("lapsed", Boolean, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("route", String, nullable=False),
    Column("historical", Boolean, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("colour", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("turns", Date),
    Column("day", Date, nullable=False),
    readers(),
    cell(),
)
d = deadlines.c
OPEN = d.stopped.is_(None)
Index("ix_deadlines_turns", d.jurisdiction, d.turns, postgresql_where=d.turns.is_not(None))
Index("ix_deadlines_soonest", d.jurisdiction, d.due, d.subject, d.number, postgresql_where=OPEN)
Index(
    "ix_deadlines_soonest_of_owner",
    *(d.jurisdiction, d.owner, d.due, d.subject, d.number),
    postgresql_where=OPEN,
)
Index("ix_deadlines_cell", d.jurisdiction, d.cell, postgresql_where=d.cell.is_not(None))
Index("ix_deadlines_started", d.jurisdiction, d.owner, d.started)

board = Table(
    "board",
    metadata,
    jurisdiction(),
    Column("owner", String, primary_key=True),
    Column("term", String, primary_key=True),
    Column("colour", String, primary_key=True),
    Column("sealed", Boolean, primary_key=True),
    Column("open", BigInteger, nullable=False),
    Column("overdue", BigInteger, nullable=False),
    readers(),
)

matters = Table(
    "matters",
    metadata,
    jurisdiction(),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("historical", Boolean, nullable=False),
    Column("status", String, nullable=False),
    Column("desk", String, nullable=False),
    Column("lead", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("content", String, nullable=False),
    Column("route", String, nullable=False),
    Column("division", String, nullable=False),
    Column("received", Date),
    Column("registered", Date),
    Column("closed", Date),
    Column("resolution", String, nullable=False),
    Column("items", Integer, nullable=False),
    Column("evaluable", Boolean, nullable=False),
    Column("counted", String, nullable=False),
)
Index("ix_matters_registered", matters.c.jurisdiction, matters.c.registered)

tallies = Table(
    "tallies",
    metadata,
    jurisdiction(),
    Column("day", Date, primary_key=True),
    Column("organ", String, primary_key=True),
    Column("measure", String, primary_key=True),
    Column("route", String, primary_key=True),
    Column("historical", Boolean, primary_key=True),
    Column("sealed", Boolean, primary_key=True),
    Column("count", BigInteger, nullable=False),
)

# The tallies of whole months, which the table of days keeps in step by itself.
months = Table(
    "months",
    metadata,
    jurisdiction(),
    Column("month", Date, primary_key=True),
    Column("organ", String, primary_key=True),
    Column("measure", String, primary_key=True),
    Column("route", String, primary_key=True),
    Column("historical", Boolean, primary_key=True),
    Column("sealed", Boolean, primary_key=True),
    Column("count", BigInteger, nullable=False),
)

missed = Table("missed", metadata, *key_of_a_deadline())

deliveries = Table(
    "deliveries",
    metadata,
    jurisdiction(),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("term", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("due", Date, nullable=False),
    Column("step", Integer, nullable=False),
    Column("organ", String, nullable=False),
    Column("role", String, nullable=False),
    Column("post", String, nullable=False),
    Column("copy", String, nullable=False),
    Column("address_kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("next_at", DateTime(timezone=True)),
    Column("pass_at", DateTime(timezone=True)),
    Column("sent_at", DateTime(timezone=True)),
    Column("acknowledged_at", DateTime(timezone=True)),
    Column("passed_on_at", DateTime(timezone=True)),
    Column("sealed", Boolean, nullable=False),
    readers(),
)
v = deliveries.c
Index(
    "uq_deliveries_once",
    *(v.jurisdiction, v.kind, v.subject, v.number, v.due, v.step, v.copy),
    unique=True,
)
Index("ix_deliveries_next_at", v.jurisdiction, v.next_at, postgresql_where=v.next_at.is_not(None))
Index("ix_deliveries_pass_at", v.jurisdiction, v.pass_at, postgresql_where=v.pass_at.is_not(None))
Index("ix_deliveries_newest", v.jurisdiction, v.raised_at, v.id)
