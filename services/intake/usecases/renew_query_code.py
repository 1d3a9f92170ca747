"""A petitioner who lost the query code gets another at the desk; the old one opens nothing."""

from dataclasses import dataclass
from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import following_up, query_code
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import READ_MATTERS, REGISTER_PETITIONS
from services.intake.usecases.ports import Ports


@dataclass(frozen=True, slots=True)
class Renewed:
    matter: Matter
    query_code: str


async def renew_query_code(
    ports: Ports, actor: Principal, matter_id: UUID, ground: str = ""
) -> Renewed:
    actor.require(REGISTER_PETITIONS)
    actor.require(READ_MATTERS)  # a machine may register; with a code it could read and rate
    code = query_code.spelled(ports.new_code())
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        code_hash = query_code.hashed(actor.jurisdiction, code)
        joined = await work.matters.load(matter.linked_into) if matter.linked_into else matter
        following_up.renew_query_code(
            matter, code_hash, ground, late=joined.is_answered, by=actor, now=ports.now()
        )
        await work.matters.save(matter)
    return Renewed(matter, code)
