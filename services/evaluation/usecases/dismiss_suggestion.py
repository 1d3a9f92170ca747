"""A supervisor sees no need for an order, and says why."""

from uuid import UUID

from chassis.kernel import Principal
from services.evaluation.domain.permissions import ISSUE_ORDERS
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.usecases.ports import Ports


async def dismiss_suggestion(
    ports: Ports, actor: Principal, suggestion_id: UUID, reason: str
) -> Suggestion:
    actor.require(ISSUE_ORDERS)
    async with ports.transaction(actor) as work:
        suggestion = await work.suggestions.get(suggestion_id, seen_by=actor)
        suggestion.dismiss(reason, by=actor, now=ports.now())
        await work.suggestions.save(suggestion)
    return suggestion
