"""What alerts does without being asked: turn the day, count the board anew, tell people, pass on
what nobody answered."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from chassis.kernel import Unavailable
from services.alerts import usecases
from services.alerts.usecases import Ports

log = logging.getLogger(__name__)

Verb = Callable[[Ports, str], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Rounds:
    """Each verb goes round all places; a place that fails does not keep the others waiting."""

    ports: Ports
    places: Callable[[], Awaitable[Sequence[str]]]

    async def turn_days(self) -> None:
        await self._everywhere(usecases.turn_day)

    async def recount(self) -> None:
        await self._everywhere(_recount)

    async def deliver(self) -> None:
        await self._everywhere(usecases.pass_on_deliveries)
        await self._everywhere(usecases.send_deliveries)

    async def _everywhere(self, verb: Verb) -> None:
        for place in await self.places():
            try:
                await verb(self.ports, place)
            except Unavailable as reason:
                log.warning("a round waits in %s: %s", place, reason.code)
            except Exception:
                log.exception("a round failed in %s", place)


async def _recount(ports: Ports, place: str) -> int:
    """Should never find anything; if it does, somebody has to ask why."""
    wrong = await usecases.recount_board(ports, place)
    if wrong:
        log.error("the board of %s was wrong in %d cells; it was mended", place, wrong)
    return wrong
