"""Parked events of all services, for the operator: shown, and handled again."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from chassis.events.consumer import Subscription, replay
from chassis.events.inbox import Delivery, Parked
from launch import assembly
from launch.engines import SERVICES
from launch.settings import Settings

COLUMNS = "jurisdiction, consumer, event_id, subject, fault, parked_at"


async def find_parked(admin: str) -> list[Parked]:
    """Of every place: the operator's role is bound to none."""
    each = " UNION ALL ".join(f"SELECT {COLUMNS} FROM {name}.parked" for name in SERVICES)  # noqa: S608 - names of our own
    connection = await asyncpg.connect(admin, timeout=10)
    try:
        return [Parked(*row) for row in await connection.fetch(f"{each} ORDER BY parked_at")]
    finally:
        await connection.close()


async def replay_parked(settings: Settings, event: UUID | None) -> Sequence[tuple[Parked, str]]:
    """Oldest first, each in the service whose consumer gave up on it; "" where it was handled."""
    wanted = [
        one
        for one in await find_parked(settings.engines.admin)
        if event is None or one.event_id == event
    ]
    if not wanted:
        return []
    house, rulebooks = assembly.platform(settings), assembly.shelf(settings)
    services = [assembly.BUILD[name](house, rulebooks) for name in SERVICES]
    known = {each.durable: each for service in services for each in service.subscriptions}
    try:
        return [(one, await _replay(known, one)) for one in wanted]
    finally:
        for service in services:
            await service.engine.dispose()


async def _replay(known: dict[str, Subscription], parked: Parked) -> str:
    if parked.consumer not in known:
        return "no consumer of this name is left"
    delivery = Delivery(parked.consumer, parked.jurisdiction, parked.event_id)
    try:
        await replay(known[parked.consumer], delivery)
    except Exception as fault:  # noqa: BLE001 - it stays parked, and the others have their turn
        return type(fault).__name__
    return ""
