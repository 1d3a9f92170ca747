"""An application trades its code for tokens, once."""

from services.identity.domain.authorization import Code
from services.identity.domain.errors import InvalidGrant
from services.identity.domain.session import Grant, RefreshToken, Secret
from services.identity.domain.tokens import Issuance, Issued
from services.identity.usecases.ports import Ports, Work


async def redeem_code(
    ports: Ports, *, code: str, client_id: str, redirect_uri: str, verifier: str
) -> Issued:
    """A code that comes twice was stolen by one of the two: what the first was given ends too."""
    secret, now = Secret.read(code), ports.now()
    async with ports.transaction(secret.jurisdiction) as work:
        taken = await work.grants.take_code(secret.digest, now)
        if taken is None:
            if used := await work.grants.family_of_code(secret.digest):
                await work.grants.revoke(used, now)
            outcome: Issuance | InvalidGrant = InvalidGrant(
                reason="the code is unknown or was used before"
            )
        else:
            try:
                taken.redeem(
                    client_id=client_id, redirect_uri=redirect_uri, verifier=verifier, now=now
                )
                outcome = await _open_grant(ports, work, taken, secret.jurisdiction)
            except InvalidGrant as refusal:
                outcome = refusal
    if isinstance(outcome, InvalidGrant):
        raise outcome  # only now: a wrong verifier has one try, so the code stays taken
    return await ports.signer.sign(outcome)


async def _open_grant(ports: Ports, work: Work, code: Code, jurisdiction: str) -> Issuance:
    now = ports.now()
    session = await work.sessions.get(code.session)
    if session is None or not session.is_open(now):
        raise InvalidGrant(reason="the sign-in has ended")
    grant = Grant(
        id=code.family,
        jurisdiction=jurisdiction,
        person=code.person,
        session=session.id,
        client_id=code.request.client_id,
        scope=code.request.scope,
        signed_in_at=session.signed_in_at,
        granted_at=now,
    )
    work.grants.open(grant)
    ids = (ports.new_id(now), ports.new_id(now))
    issuance, refresh = Issuance.of_grant(
        grant, issuer=ports.issuer, ids=ids, nonce=code.request.nonce, now=now
    )
    work.grants.keep_refresh(RefreshToken.beside(refresh, grant, now))
    return issuance
