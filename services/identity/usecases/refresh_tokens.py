"""An application trades its refresh token for the next one, once."""

from services.identity.domain.errors import InvalidGrant
from services.identity.domain.session import RefreshToken, Secret
from services.identity.domain.tokens import Issuance, Issued
from services.identity.usecases.ports import Ports, Work


async def refresh_tokens(ports: Ports, *, refresh_token: str, client_id: str) -> Issued:
    """A token that comes twice is in two hands, and we cannot tell which is the owner's.

    So the whole family ends, and both must sign in. Whoever lost an answer on the way does too.
    """
    secret, now = Secret.read(refresh_token), ports.now()
    async with ports.transaction(secret.jurisdiction) as work:
        taken = await work.grants.take_refresh(secret.digest, now)
        if taken is None and (family := await work.grants.family_of_refresh(secret.digest)):
            await work.grants.revoke(family, now)
        outcome = await _next(ports, work, taken, client_id)
    if isinstance(outcome, InvalidGrant):
        raise outcome  # only now: that the token was taken had to be committed first
    return await ports.signer.sign(outcome)


async def _next(
    ports: Ports, work: Work, taken: RefreshToken | None, client_id: str
) -> Issuance | InvalidGrant:
    now = ports.now()
    if taken is None:
        return InvalidGrant(reason="the refresh token is unknown or was used before")
    grant = await work.grants.get(taken.family)
    if grant is None or not grant.is_open(now) or now >= taken.expires_at:
        return InvalidGrant(reason="the grant has ended")
    if grant.client_id != client_id:
        return InvalidGrant(reason="the refresh token was issued to another application")
    ids = (ports.new_id(now), ports.new_id(now))
    issuance, refresh = Issuance.of_grant(grant, issuer=ports.issuer, ids=ids, nonce="", now=now)
    work.grants.keep_refresh(RefreshToken.beside(refresh, grant, now))
    return issuance
