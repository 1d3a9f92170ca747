"""Both sides agreed to mediation: the matter is offered to the mediation centre."""

from collections.abc import Mapping
from uuid import UUID

from chassis.kernel import Principal
from law.calendar import day_of
from services.intake.domain import following_up
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import REFER_MATTERS
from services.intake.domain.referral import Consents
from services.intake.usecases.ports import Ports


async def refer_matter(
    ports: Ports, actor: Principal, matter_id: UUID, dispute_kind: str, consents: Mapping[str, str]
) -> Matter:
    """`consents`: the day each side agreed, `petitioner` and `respondent`, and its `_method`."""
    actor.require(REFER_MATTERS)
    now = ports.now()
    given = Consents.read(consents, day_of(now))
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        following_up.refer(
            matter, ports.new_id(now), dispute_kind, given, rules=rules, by=actor, now=now
        )
        await work.matters.save(matter)
    return matter
