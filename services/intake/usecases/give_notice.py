"""A written notice to the petitioner: receipt, route, where it went, a reply, an extension."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import answering, reading
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import GIVE_NOTICES
from services.intake.domain.states import NoticeKind
from services.intake.usecases.ports import Ports


async def give_notice(
    ports: Ports, actor: Principal, matter_id: UUID, kind: str, text: str
) -> Matter:
    actor.require(GIVE_NOTICES)
    said = NoticeKind(reading.one_of(kind, "kind", NoticeKind))
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        answering.give_notice(matter, said, text, rules=rules, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
