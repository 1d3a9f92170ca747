"""How a document reached the petitioner (送达), or that it did not."""

from uuid import UUID

from chassis.kernel import Principal
from law.calendar import day_of
from services.intake.domain import answering
from services.intake.domain.answering import Serving
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import RECORD_SERVICE
from services.intake.usecases.ports import Ports


async def record_service(
    ports: Ports,
    actor: Principal,
    matter_id: UUID,
    document: int,
    method: str,
    outcome: str,
    on: str = "",
    proof: UUID | None = None,
) -> Matter:
    """`document` is its number in the matter, `proof` one of the matter's attachments."""
    actor.require(RECORD_SERVICE)
    now = ports.now()
    serving = Serving.read(method, on, outcome, proof, today=day_of(now))
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        answering.record_service(matter, document, serving, rules=rules, by=actor, now=now)
        await work.matters.save(matter)
    return matter
