"""A person decides that two matters are one: the items of the first join the second."""

from dataclasses import replace
from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import joining
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import LINK_MATTERS
from services.intake.usecases.ports import Ports


async def link_matter(ports: Ports, actor: Principal, matter_id: UUID, into: UUID) -> Matter:
    actor.require(LINK_MATTERS)
    async with ports.transaction(actor) as work:
        source = await work.matters.get(matter_id, seen_by=actor)
        target = await work.matters.get(into, seen_by=actor)
        quiet = replace(actor, once=None)
        joining.link(source, target, by=actor, quiet=quiet, now=ports.now())
        await work.matters.save(source)
        await work.matters.save(target)
        await work.parties.move(source.id, target.id)
    return source
