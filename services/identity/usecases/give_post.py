"""A person is given a post: what its roles allow, they may from now on."""

from uuid import UUID

from chassis.kernel import Principal
from services.identity.domain.forms import PostForm
from services.identity.domain.permissions import CHANGE_PERSONS
from services.identity.domain.person import Person
from services.identity.usecases.ports import Ports


async def give_post(ports: Ports, actor: Principal, person_id: UUID, post: PostForm) -> Person:
    actor.require(CHANGE_PERSONS)
    async with ports.transaction(actor.jurisdiction) as work:
        person = await work.people.get(person_id)
        person.give_post(post.code, post.roles, by=actor, now=ports.now())
        await work.require_free(post.code, person.id, ports.now())
        await work.people.save(person)
    return person
