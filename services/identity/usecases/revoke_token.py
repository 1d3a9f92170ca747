"""An application gives back a refresh token; everything of its family ends (RFC 7009)."""

from services.identity.domain.session import Secret
from services.identity.usecases.ports import Ports


async def revoke_token(ports: Ports, *, token: str, client_id: str) -> None:
    """Unknown tokens are as good as revoked ones; access tokens run out within minutes."""
    secret = Secret.read(token)
    async with ports.transaction(secret.jurisdiction) as work:
        family = await work.grants.family_of_refresh(secret.digest)
        grant = await work.grants.get(family) if family else None
        if grant and grant.client_id == client_id:
            await work.grants.revoke(grant.id, ports.now())
