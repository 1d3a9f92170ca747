"""Who may see a matter. Written once; every list and every load goes through it."""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, any_, literal, or_, select

from chassis.kernel import Principal
from services.intake.adapters.tables import holdings, matters
from services.intake.domain.permissions import HANDLE_ACCUSATIONS, READ_ALL_MATTERS


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """The desk that received it, the organs it lies or lay with, whoever reads all.

    A sealed matter only those of its readers who handle accusations, whatever else they may.
    """
    all_, sealed = actor.may(READ_ALL_MATTERS), actor.may(HANDLE_ACCUSATIONS)
    return _visible(actor.jurisdiction, actor.organ, all_, sealed)


@lru_cache(maxsize=256)
def _visible(place: str, organ: str, all_: bool, sealed: bool) -> ColumnElement[bool]:
    """The same object for the same eyes, so that what is built upon it is built once."""
    is_open = matters.c.readers.is_(None)
    open_ = or_(is_open, literal(organ) == any_(matters.c.readers)) if sealed else is_open
    mine = and_(matters.c.jurisdiction == place, open_)
    return mine if all_ else and_(mine, _held_by(place, organ))


def _held_by(place: str, organ: str) -> ColumnElement[bool]:
    # The alias matters: without it SQLAlchemy correlates the subquery away.
    held = holdings.alias().c
    return matters.c.id.in_(
        select(held.matter_id).where(held.jurisdiction == place, held.organ == organ)
    )
