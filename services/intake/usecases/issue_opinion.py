"""The handling opinion (处理意见书): each request answered for itself, and the remedy named."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import answering
from services.intake.domain.matter import Matter
from services.intake.domain.opinion import Answer
from services.intake.domain.organs import remedy_of
from services.intake.domain.permissions import ISSUE_OPINIONS
from services.intake.usecases.ports import Ports


async def issue_opinion(
    ports: Ports,
    actor: Principal,
    matter_id: UUID,
    answers: Sequence[Mapping[str, str]],
    remedy: str = "",
) -> Matter:
    """An answer: request, outcome, facts, evidence, opinion, instrument, article, version.

    `remedy` is the organ that re-examines; the next one up where it is left open.
    """
    actor.require(ISSUE_OPINIONS)
    tree = await ports.organs.tree(actor.jurisdiction)
    reviewer = remedy_of(tree, actor.organ, remedy)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        read = [Answer.read(told, matter.id, rules) for told in answers]
        answering.issue_opinion(matter, read, reviewer, rules=rules, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
