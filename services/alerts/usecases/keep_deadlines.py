"""Keep the board and the tallies in step with the matters, referrals and orders."""

from collections.abc import Sequence

from law.alerting import Alerting
from law.calendar import day_of
from services.alerts.domain.colours import Colour
from services.alerts.domain.deadline import Deadline
from services.alerts.domain.delivery import Delivery
from services.alerts.domain.matter import Matter
from services.alerts.usecases.ports import Ports, Seen


async def keep_deadlines(
    ports: Ports,
    jurisdiction: str,
    deadlines: Sequence[Deadline],
    matters: Sequence[Matter] = (),
) -> None:
    """In any order and any number of times. What turns red is told to people, once a due day."""
    now, rules = ports.now(), ports.rules(jurisdiction)
    today, alerting = day_of(now), rules.alerting
    online = {name for name, channel in rules.channels.items() if channel.online}
    async with ports.transaction(jurisdiction) as work:
        newer = await work.matters.keep(matters, online)
        older = {matter.id for matter in matters} - newer
        current = [deadline for deadline in deadlines if deadline.subject not in older]
        for matter in matters:
            if matter.sealed and matter.id in newer:
                numbers = [d.number for d in current if d.subject == matter.id]
                await work.board.keep_only(matter.id, numbers)
                await work.deliveries.seal(matter.id, numbers)
                await work.missed.take_back(matter.id, matter.version, now)
        taken = await work.board.keep([Seen(d, d.look(today, alerting), today) for d in current])
        red = [s.deadline for s in taken if s.look.colour is Colour.RED and _concerns(s.deadline)]
        await work.deliveries.add([Delivery.of(each, ports.new_id(), now) for each in red])
        missed = [s.deadline for s in taken if _is_missed(s, alerting)]
        await work.missed.tell(missed, now)


def _concerns(deadline: Deadline) -> bool:
    """What another system brought over notifies nobody: its day has passed long ago."""
    return not deadline.historical


def _is_missed(seen: Seen, alerting: Alerting) -> bool:
    """A sealed matter tells others nothing, not even that it is late."""
    deadline = seen.deadline
    watched = deadline.term in alerting.watched.terms and not deadline.sealed
    return watched and _concerns(deadline) and deadline.is_missed(seen.day)
