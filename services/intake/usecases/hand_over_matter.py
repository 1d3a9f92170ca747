"""A matter of routes r1 to r4 leaves for its own procedure, and the petitioner is told."""

from uuid import UUID

from chassis.kernel import Principal
from law.calendar import day_of
from services.intake.domain import closing, reading
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import CLOSE_MATTERS
from services.intake.usecases.ports import Ports


async def hand_over_matter(
    ports: Ports,
    actor: Principal,
    matter_id: UUID,
    procedure: str,
    to: str,
    text: str,
    on: str = "",
) -> Matter:
    """`procedure` is a target of the route in the rulebook, `to` whom it was handed to."""
    actor.require(CLOSE_MATTERS)
    now = ports.now()
    handed = reading.a_day(on, "on") if on else day_of(now)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        closing.hand_over(matter, procedure, to, text, on=handed, rules=rules, by=actor, now=now)
        await work.matters.save(matter)
    return matter
