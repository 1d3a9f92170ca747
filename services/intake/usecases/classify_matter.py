"""A person says what a matter is; an accusation is sealed in the same moment."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import sorting
from services.intake.domain.classification import Classification
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import CLASSIFY_MATTERS
from services.intake.usecases.ports import Ports


async def classify_matter(
    ports: Ports,
    actor: Principal,
    matter_id: UUID,
    fields: Mapping[str, str],
    requests: Sequence[str] = (),
    respondents: Sequence[str] = (),
) -> Matter:
    """`fields`: purpose, content, route, division, simplified, urgent."""
    actor.require(CLASSIFY_MATTERS)
    tree = await ports.organs.tree(actor.jurisdiction)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        said = Classification.read(fields, requests=requests, respondents=respondents, rules=rules)
        sorting.classify(matter, said, tree=tree, rules=rules, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
