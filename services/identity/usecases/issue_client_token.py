"""A machine that proved itself gets a token of its own (client credentials)."""

from services.identity.domain.person import Person
from services.identity.domain.tokens import AccessToken, Issuance, Issued
from services.identity.usecases.ports import Ports


async def issue_client_token(ports: Ports, machine: Person) -> Issued:
    now = ports.now()
    token = AccessToken(
        issuer=ports.issuer,
        id=ports.new_id(now),
        jurisdiction=machine.jurisdiction,
        person=machine.id,
        client_id=machine.login,
        scope="",
        issued_at=now,
    )
    return await ports.signer.sign(Issuance(token))
