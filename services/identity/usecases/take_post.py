"""A person leaves a post: at once, or at the end of a day to come."""

from datetime import date
from uuid import UUID

from chassis.kernel import Principal
from services.identity.domain.permissions import CHANGE_PERSONS
from services.identity.domain.person import Person
from services.identity.usecases.ports import Ports


async def take_post(
    ports: Ports, actor: Principal, person_id: UUID, code: str, last_day: date | None = None
) -> Person:
    actor.require(CHANGE_PERSONS)
    async with ports.transaction(actor.jurisdiction) as work:
        person = await work.people.get(person_id)
        person.take_post(code, last_day=last_day, by=actor, now=ports.now())
        await work.people.save(person)
    return person
