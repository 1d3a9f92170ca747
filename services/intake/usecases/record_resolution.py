"""Whether the trouble itself is settled (化解), with evidence, apart from closing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import following_up
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import RESOLVE_MATTERS
from services.intake.usecases.ports import Ports


async def record_resolution(
    ports: Ports,
    actor: Principal,
    matter_id: UUID,
    fields: Mapping[str, str],
    evidence: Sequence[UUID] = (),
) -> Matter:
    """`fields`: resolution, remark, and the axes solved, explained, helped, handled_by_law."""
    actor.require(RESOLVE_MATTERS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        following_up.record_resolution(matter, fields, evidence, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
