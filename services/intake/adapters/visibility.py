"""Who may see a matter. Written once; every list and every load goes through it."""

from sqlalchemy import ColumnElement, and_, any_, literal, or_, select

from chassis.kernel import Principal
from services.intake.adapters.tables import holdings, matters
from services.intake.domain.permissions import HANDLE_ACCUSATIONS, READ_ALL_MATTERS


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """The desk that received it, the organs it lies or lay with, whoever reads all.

    A sealed matter only those of its readers who handle accusations, whatever else they may.
    """
    mine = and_(matters.c.jurisdiction == actor.jurisdiction, _unsealed_for(actor))
    return mine if actor.may(READ_ALL_MATTERS) else and_(mine, _held_by(actor))


def _unsealed_for(actor: Principal) -> ColumnElement[bool]:
    is_open = matters.c.readers.is_(None)
    if not actor.may(HANDLE_ACCUSATIONS):
        return is_open
    return or_(is_open, literal(actor.organ) == any_(matters.c.readers))


def _held_by(actor: Principal) -> ColumnElement[bool]:
    # The alias matters: without it SQLAlchemy correlates the subquery away.
    held = holdings.alias().c
    return matters.c.id.in_(
        select(held.matter_id).where(
            held.jurisdiction == actor.jurisdiction, held.organ == actor.organ
        )
    )
