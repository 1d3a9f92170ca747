"""Who sees which rows: all organs with the permission, else one's own. Seals are the database's."""

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, true

from chassis.kernel import Principal
from services.alerts.adapters.tables import deliveries
from services.alerts.domain.permissions import READ_BOARD


def visible_to(actor: Principal, table: Table) -> ColumnElement[bool]:
    return and_(table.c.jurisdiction == actor.jurisdiction, _of(actor, table.c.owner))


def delivered_to(actor: Principal) -> ColumnElement[bool]:
    """The organ whose deadline it is, and the one that was told, see what became of it."""
    v = deliveries.c
    mine = or_(_of(actor, v.owner), _of(actor, v.organ))
    return and_(v.jurisdiction == actor.jurisdiction, mine)


def _of(actor: Principal, organ: Any) -> ColumnElement[bool]:
    return true() if actor.may(READ_BOARD) else organ == actor.organ
