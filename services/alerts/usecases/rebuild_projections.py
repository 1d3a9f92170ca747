"""Forget what was derived, and derive it again from what the owners' journals say."""

from contextlib import nullcontext
from dataclasses import replace

from chassis.kernel import Principal
from services.alerts.domain.permissions import REPLAY_JOURNALS, REPLAY_PARKED
from services.alerts.usecases.keep_deadlines import keep_deadlines
from services.alerts.usecases.ports import Ports, Told

AT_ONCE = 2000


async def rebuild_projections(ports: Ports, actor: Principal) -> int:
    """How many subjects the owners told.

    All of it is one commit: until then everybody reads what was there before, and whatever breaks
    it off leaves that as it was. Events that arrive meanwhile wait, so that none of them is older
    than what is told here.
    """
    if not actor.may(REPLAY_JOURNALS):  # machines; of people, whoever mends what was parked
        actor.require(REPLAY_PARKED)
    await ports.owners.require_all(actor.jurisdiction)
    told, batch = 0, list[Told]()
    async with ports.rebuilding(actor.jurisdiction) as work:
        in_it = replace(ports, transaction=lambda _: nullcontext(work))
        await work.board.clear()
        async for subject in ports.owners.replay(actor.jurisdiction):
            batch.append(subject)
            told += 1
            if len(batch) == AT_ONCE:
                await _keep(in_it, actor.jurisdiction, batch)
                batch = []
        await _keep(in_it, actor.jurisdiction, batch)
    return told


async def _keep(ports: Ports, jurisdiction: str, batch: list[Told]) -> None:
    deadlines = [deadline for subject in batch for deadline in subject.deadlines]
    matters = [subject.matter for subject in batch if subject.matter]
    await keep_deadlines(ports, jurisdiction, deadlines, matters)
