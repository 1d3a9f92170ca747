"""Who may see whom: the staff list's keepers everybody, the others those who work with them."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select, true

from chassis.kernel import Principal
from services.identity.adapters.tables import persons, posts
from services.identity.domain.permissions import CHANGE_PERSONS


def visible_to(actor: Principal, today: date) -> ColumnElement[bool]:
    return and_(persons.c.jurisdiction == actor.jurisdiction, _works_with(actor, today))


def _works_with(actor: Principal, today: date) -> ColumnElement[bool]:
    if actor.may(CHANGE_PERSONS):
        return true()
    p = posts.alias().c
    colleagues = select(p.person).where(
        p.jurisdiction == actor.jurisdiction,
        p.organ == actor.organ,
        or_(p.until.is_(None), p.until >= today),
    )
    return and_(persons.c.id.in_(colleagues), ~persons.c.machine)
