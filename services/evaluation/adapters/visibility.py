"""Who may see an order or a suggestion. Written once; every list and every load goes through it."""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, or_, true

from chassis.kernel import Principal
from services.evaluation.adapters.tables import orders, suggestions
from services.evaluation.domain.permissions import (
    ANSWER_ORDERS,
    DECIDE_ORDERS,
    ISSUE_ORDERS,
    READ_ALL,
    READ_OWN,
)
from services.evaluation.domain.states import Standing

SUPERVISORS = frozenset({ISSUE_ORDERS, DECIDE_ORDERS})


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """Whoever issued it and whoever must answer; unless it is sealed, their readers and overseers.

    Row-level security holds the same line for a sealed order, whatever is asked here.
    """
    return _visible(actor.jurisdiction, actor.organ, actor.permissions)


@lru_cache(maxsize=256)
def _visible(place: str, organ: str, permissions: frozenset[str]) -> ColumnElement[bool]:
    """The same object for the same eyes, so that what is built upon it is built once."""
    o, allowed = orders.c, []
    if permissions & SUPERVISORS:
        allowed.append(o.issuer == organ)
    if ANSWER_ORDERS in permissions:
        allowed.append(o.organ == organ)
    unsealed = []
    if READ_OWN in permissions:
        unsealed.append(or_(o.organ == organ, o.issuer == organ))
    if READ_ALL in permissions:
        unsealed.append(true())
    allowed.append(and_(o.readers.is_(None), or_(false(), *unsealed)))
    return and_(o.jurisdiction == place, or_(*allowed))


def suggested_to(actor: Principal) -> ColumnElement[bool]:
    """Those who may issue an order, as long as the suggestion knows anything."""
    s = suggestions.c
    if not actor.may(ISSUE_ORDERS):
        return false()
    return and_(s.jurisdiction == actor.jurisdiction, s.standing != Standing.FORGOTTEN.value)
