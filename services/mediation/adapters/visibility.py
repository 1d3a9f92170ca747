"""Who may see a referral. Written once; every list and every load goes through it."""

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
    r = referrals.c
    if not actor.permissions & READERS:
        return false()
    theirs = r.centre == actor.organ if actor.permissions & MEDIATORS else false()
    others = or_(r.referred_by == actor.organ, r.centre == actor.organ)
    if actor.may(READ_ALL):
        others = r.id.is_not(None)
    return and_(
        r.jurisdiction == actor.jurisdiction, or_(theirs, and_(r.readers.is_(None), others))
    )
