"""Who may see a referral. Written once; every list and every load goes through it."""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, or_

from chassis.kernel import Principal
from services.mediation.adapters.tables import referrals
from services.mediation.domain.permissions import (
    ACCEPT_REFERRALS,
    CONCLUDE_MEDIATIONS,
    READ_ALL,
    READ_OWN,
)

MEDIATORS = frozenset({ACCEPT_REFERRALS, CONCLUDE_MEDIATIONS})
READERS = MEDIATORS | {READ_OWN, READ_ALL}


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """The centre's mediators; unless it is sealed, the organ that referred and overseers too."""
    return _visible(actor.jurisdiction, actor.organ, actor.permissions)


@lru_cache(maxsize=256)
def _visible(place: str, organ: str, permissions: frozenset[str]) -> ColumnElement[bool]:
    """The same object for the same eyes, so that what is built upon it is built once."""
    r = referrals.c
    if not permissions & READERS:
        return false()
    theirs = r.centre == organ if permissions & MEDIATORS else false()
    others = or_(r.referred_by == organ, r.centre == organ)
    if READ_ALL in permissions:
        others = r.id.is_not(None)
    return and_(r.jurisdiction == place, or_(theirs, and_(r.readers.is_(None), others)))
