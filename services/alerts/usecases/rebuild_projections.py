"""Forget what was derived, and derive it again from what the owners' journals say."""

from chassis.kernel import Principal
from services.alerts.domain.permissions import REPLAY_JOURNALS, REPLAY_PARKED
from services.alerts.usecases.keep_deadlines import keep_deadlines
from services.alerts.usecases.ports import Ports, Told

AT_ONCE = 500


async def rebuild_projections(ports: Ports, actor: Principal) -> int:
    """How many subjects the owners told.

    Events that arrive meanwhile are kept as always: what is newer stays. What was forgotten is
    asked for only after it was forgotten, so that nothing told in between is lost.
    """
    if not actor.may(REPLAY_JOURNALS):  # machines; of people, whoever mends what was parked
        actor.require(REPLAY_PARKED)
    await ports.owners.require_all(actor.jurisdiction)
    async with ports.transaction(actor.jurisdiction) as work:
        await work.board.clear()
    told, batch = 0, list[Told]()
    async for subject in ports.owners.replay(actor.jurisdiction):
        batch.append(subject)
        told += 1
        if len(batch) == AT_ONCE:
            await _keep(ports, actor.jurisdiction, batch)
            batch = []
    await _keep(ports, actor.jurisdiction, batch)
    return told


async def _keep(ports: Ports, jurisdiction: str, batch: list[Told]) -> None:
    deadlines = [deadline for subject in batch for deadline in subject.deadlines]
    matters = [subject.matter for subject in batch if subject.matter]
    await keep_deadlines(ports, jurisdiction, deadlines, matters)
