"""A new password, or a new secret of a machine. Whatever is signed in with the old one ends."""

from uuid import UUID

from chassis.kernel import Principal
from services.identity.domain.errors import SignInElsewhere
from services.identity.domain.permissions import CHANGE_PERSONS
from services.identity.domain.person import Person
from services.identity.usecases.ports import Ports
from services.identity.usecases.prove_identity import prove_identity


async def set_password(
    ports: Ports, actor: Principal, person_id: UUID, password: str, current: str = ""
) -> Person:
    """One's own with the current one beside it, as a token may be stolen; others' by permission."""
    if not ports.is_issuer:
        raise SignInElsewhere(issuer=ports.issuer)
    if actor.person == person_id:
        await _require_current(ports, actor, current)
    else:
        actor.require(CHANGE_PERSONS)
    now = ports.now()
    hashed = await ports.passwords.hash(password)
    async with ports.transaction(actor.jurisdiction) as work:
        person = await work.people.get(person_id)
        person.set_password(password, by=actor, now=now)
        await work.people.save(person)
        work.secrets.keep(person_id, hashed)
        await work.sessions.end_all_of(person_id, now)
    return person


async def _require_current(ports: Ports, actor: Principal, current: str) -> None:
    async with ports.transaction(actor.jurisdiction) as work:
        person = await work.people.get(actor.person)
    await prove_identity(ports, person.login, current, "", machine=person.machine)
