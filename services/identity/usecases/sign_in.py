"""A person signs in with login name and password: a session begins."""

from services.identity.domain.session import Secret, Session
from services.identity.usecases.ports import Ports
from services.identity.usecases.prove_identity import prove_identity


async def sign_in(ports: Ports, login: str, password: str, address: str) -> tuple[Session, Secret]:
    person = await prove_identity(ports, login, password, address, machine=False)
    now = ports.now()
    secret = Secret.make(person.jurisdiction)
    session = Session(
        id=ports.new_id(now),
        jurisdiction=person.jurisdiction,
        person=person.id,
        digest=secret.digest,
        signed_in_at=now,
    )
    async with ports.transaction(person.jurisdiction) as work:
        work.sessions.open(session)
    return session, secret
