"""How a person is reached changes: by themselves, or by whoever keeps the staff list."""

from collections.abc import Sequence
from uuid import UUID

from chassis.kernel import Principal
from services.identity.domain.permissions import CHANGE_PERSONS
from services.identity.domain.person import Person
from services.identity.usecases.ports import Ports


async def change_contacts(
    ports: Ports, actor: Principal, person_id: UUID, contacts: Sequence[tuple[str, str]]
) -> Person:
    if actor.person != person_id:
        actor.require(CHANGE_PERSONS)
    async with ports.transaction(actor.jurisdiction) as work:
        person = await work.people.get(person_id)
        person.change_contacts(contacts, by=actor, now=ports.now())
        await work.people.save(person)
    return person
