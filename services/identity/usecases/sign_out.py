"""A sign-in ends, with everything that was granted in it."""

from services.identity.domain.session import Session
from services.identity.usecases.ports import Ports


async def sign_out(ports: Ports, session: Session) -> None:
    async with ports.transaction(session.jurisdiction) as work:
        await work.sessions.end(session.id, ports.now())
