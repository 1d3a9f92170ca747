"""A person or a machine proves who they are with what only they know."""

from chassis.kernel import NotFound
from services.identity.domain.errors import InvalidClient, SignInLocked, WrongPassword
from services.identity.domain.lockout import ACCOUNT, CLIENT
from services.identity.domain.person import LOGIN, Person
from services.identity.usecases.ports import Ports


async def prove_identity(
    ports: Ports, login: str, password: str, address: str, *, machine: bool
) -> Person:
    """Takes as long for a name nobody has, and says no more than that the two do not fit."""
    login = login.strip().casefold()
    limit = CLIENT if machine else ACCOUNT
    if seconds := await ports.attempts.begin(login, address, limit, ports.now()):
        raise SignInLocked(seconds=seconds)
    person, stored = await _find(ports, login)
    genuine = await ports.passwords.verify(stored, password)
    if not genuine or person is None or not person.active or person.machine is not machine:
        if machine:
            raise InvalidClient(reason="client_id and client_secret do not fit")
        raise WrongPassword
    await ports.attempts.succeeded(login, address)
    return person


async def _find(ports: Ports, login: str) -> tuple[Person | None, str | None]:
    known = await ports.logins.find(login) if LOGIN.fullmatch(login) else None
    if known is None:
        return None, None
    async with ports.transaction(known.jurisdiction) as work:
        try:
            person = await work.people.get(known.person)
        except NotFound:
            return None, None
        return person, await work.secrets.of(known.person)
