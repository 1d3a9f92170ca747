"""Somebody comes to work here: their name, how they are reached, their posts, a first password."""

from chassis.kernel import Principal
from services.identity.domain.errors import LoginTaken
from services.identity.domain.forms import PersonForm
from services.identity.domain.permissions import CHANGE_PERSONS
from services.identity.domain.person import Person
from services.identity.usecases.ports import Ports


async def enter_person(
    ports: Ports, actor: Principal, form: PersonForm, *, machine: bool = False
) -> Person:
    actor.require(CHANGE_PERSONS)
    now = ports.now()
    person = Person.enter(
        actor.jurisdiction,
        ports.new_id(now),
        login=form.login,
        name=form.name,
        contacts=form.contacts,
        machine=machine,
        by=actor,
        now=now,
    )
    if form.password:
        person.set_password(form.password, by=actor, now=now)
    if await ports.logins.find(person.login):
        raise LoginTaken
    hashed = await ports.passwords.hash(form.password) if form.password else None
    if ports.realm:
        await ports.realm.admit(person, form.password)
    async with ports.transaction(actor.jurisdiction) as work:
        for post in form.posts:
            person.give_post(post.code, post.roles, by=actor, now=now)
            await work.require_free(post.code, person.id, now)
        await work.people.save(person)
        if hashed:
            work.secrets.keep(person.id, hashed)
    return person
