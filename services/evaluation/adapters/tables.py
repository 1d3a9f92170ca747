"""Evaluation's tables. Every key begins with the jurisdiction."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.aggregates import aggregate_table
from chassis.calendars import calendars_table
from chassis.database import NAMING, jurisdiction
from chassis.schema import Machinery
from services.evaluation.domain.states import ANSWERABLE, State

metadata = MetaData(schema="evaluation", naming_convention=NAMING)

suggestions = aggregate_table(
    "suggestions",
    metadata,
    Column("matter", Uuid, nullable=False),
    Column("organ", String, nullable=False),
    Column("trigger", String, nullable=False),
    Column("standing", String, nullable=False),
    Column("raised_at", DateTime(timezone=True), nullable=False),
)
Index("ix_suggestions_matter", suggestions.c.jurisdiction, suggestions.c.matter)
Index(
    "ix_suggestions_standing",
    suggestions.c.jurisdiction,
    suggestions.c.standing,
    suggestions.c.raised_at,
    suggestions.c.id,
)

orders = aggregate_table(
    "orders",
    metadata,
    Column("matter", Uuid, nullable=False),
    Column("organ", String, nullable=False),
    Column("issuer", String, nullable=False),
    Column("status", String, nullable=False),
    Column("readers", ARRAY(String)),
)
Index("ix_orders_organ", orders.c.jurisdiction, orders.c.organ, orders.c.id)
Index("ix_orders_matter", orders.c.jurisdiction, orders.c.matter)
Index(
    "ix_orders_unanswered",
    orders.c.jurisdiction,
    orders.c.id,
    postgresql_where=orders.c.status.in_(sorted(ANSWERABLE)),
)
Index(
    "uq_orders_open",
    orders.c.jurisdiction,
    orders.c.matter,
    orders.c.organ,
    unique=True,
    postgresql_where=orders.c.status != State.CLOSED.value,
)

numbers = Table(
    "numbers",
    metadata,
    jurisdiction(),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
matters = Table(
    "matters",
    metadata,
    jurisdiction(),
    Column("matter", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("organs", ARRAY(String), nullable=False),
    Column("historical", Boolean, nullable=False),
    Column("sealed", Boolean, nullable=False),
)
calendars = calendars_table(metadata)
machinery = Machinery.of(metadata)
