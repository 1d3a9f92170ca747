"""Mediation's tables. Every key begins with the jurisdiction."""

from sqlalchemy import Boolean, Column, Index, MetaData, String, Table, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.aggregates import aggregate_table
from chassis.calendars import calendars_table
from chassis.database import NAMING, jurisdiction
from chassis.schema import Machinery
from services.mediation.domain.states import OPEN

metadata = MetaData(schema="mediation", naming_convention=NAMING)

referrals = aggregate_table(
    "referrals",
    metadata,
    Column("matter", Uuid, nullable=False),
    Column("status", String, nullable=False),
    Column("centre", String, nullable=False),
    Column("referred_by", String, nullable=False),
    Column("readers", ARRAY(String)),
)
Index("ix_referrals_matter", referrals.c.jurisdiction, referrals.c.matter)
Index("ix_referrals_status", referrals.c.jurisdiction, referrals.c.status, referrals.c.id)
Index(
    "ix_referrals_open",
    referrals.c.jurisdiction,
    referrals.c.id,
    postgresql_where=referrals.c.status.in_(sorted(OPEN)),
)

matters = Table(
    "matters",
    metadata,
    jurisdiction(),
    Column("matter", Uuid, primary_key=True),
    Column("sealed", Boolean, nullable=False),
)
calendars = calendars_table(metadata)
machinery = Machinery.of(metadata)
