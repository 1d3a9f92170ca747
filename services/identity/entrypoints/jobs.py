"""What comes round by itself: keys grow old, and what was used up is swept away."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.jobs import Job
from services.identity.usecases import Ports

HOUR_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Housekeeping:
    ports: Ports
    sweep: Callable[[], Awaitable[None]]

    def jobs(self) -> tuple[Job, ...]:
        return (
            Job("identity-rotate-signing-key", HOUR_SECONDS, self.rotate_signing_key),
            Job("identity-sweep", HOUR_SECONDS, self.sweep),
        )

    async def rotate_signing_key(self) -> None:
        await self.ports.signer.rotate(self.ports.now(), only_if_due=True)
