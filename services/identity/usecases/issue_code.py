"""Whoever is signed in is sent back to the application with a code that lives a minute."""

from services.identity.domain.authorization import CODE_LIFETIME, AuthorizationRequest, Code
from services.identity.domain.session import Secret, Session
from services.identity.usecases.ports import Ports


async def issue_code(ports: Ports, session: Session, request: AuthorizationRequest) -> Secret:
    now = ports.now()
    secret = Secret.make(session.jurisdiction)
    code = Code(
        digest=secret.digest,
        request=request,
        session=session.id,
        person=session.person,
        expires_at=now + CODE_LIFETIME,
        family=ports.new_id(now),
    )
    async with ports.transaction(session.jurisdiction) as work:
        work.grants.keep_code(code)
    return secret
