"""A red case nobody answered in time goes to the deputy, then to the supervisor."""

from services.alerts.usecases.ports import Ports

AT_ONCE = 100


async def pass_on_deliveries(ports: Ports, jurisdiction: str) -> int:
    """How many were looked at. The next of a chain is queued once, however often this runs."""
    now = ports.now()
    async with ports.transaction(jurisdiction) as work:
        waiting = await work.deliveries.to_pass_on(now, AT_ONCE)
        for delivery in waiting:
            deadline = await work.board.of(delivery)
            if not delivery.is_about(deadline) or await work.deliveries.is_answered(delivery):
                await work.deliveries.save(delivery.settled())
                continue
            done, following = delivery.passed_on(ports.new_id(), now)
            await work.deliveries.save(done)
            if following:
                await work.deliveries.add([following])
    return len(waiting)
