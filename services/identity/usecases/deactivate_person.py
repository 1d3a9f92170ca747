"""A person leaves: no post, no sign-in, and what is signed in ends."""

from uuid import UUID

from chassis.kernel import Principal
from services.identity.domain.permissions import CHANGE_PERSONS
from services.identity.domain.person import Person
from services.identity.usecases.ports import Ports


async def deactivate_person(ports: Ports, actor: Principal, person_id: UUID) -> Person:
    actor.require(CHANGE_PERSONS)
    now = ports.now()
    async with ports.transaction(actor.jurisdiction) as work:
        person = await work.people.get(person_id)
        person.deactivate(by=actor, now=now)
        await work.people.save(person)
        await work.sessions.end_all_of(person_id, now)
    if ports.realm:  # afterwards: their posts end even while nobody else answers
        await ports.realm.shut_out(person)
    return person
