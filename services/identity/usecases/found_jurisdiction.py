"""A jurisdiction begins: its organs, its first people and the machines that work for it."""

from collections.abc import Sequence

from chassis.kernel import Refusal
from services.identity.domain.errors import LoginTaken
from services.identity.domain.forms import ClientForm, PersonForm
from services.identity.domain.founder import founder
from services.identity.domain.particulars import OrganForm
from services.identity.domain.person import Person, read_login
from services.identity.usecases.enter_client import enter_client
from services.identity.usecases.enter_person import enter_person
from services.identity.usecases.establish_organs import establish_organs
from services.identity.usecases.ports import Login, Ports
from services.identity.usecases.set_password import set_password


async def found_jurisdiction(
    ports: Ports,
    jurisdiction: str,
    organs: Sequence[OrganForm],
    people: Sequence[PersonForm] = (),
    clients: Sequence[ClientForm] = (),
) -> None:
    """May be run at every start: what is there stays as it is, only what is missing is entered.

    A client whose secret differs from its form gets the one in the form: an installer that lost
    its secrets makes new ones. A realm that is kept is brought up to date.
    """
    actor = founder(jurisdiction)
    for outcome in await establish_organs(ports, actor, organs):
        if isinstance(outcome, Refusal):
            raise outcome
    for person in people:
        known = await _known(ports, jurisdiction, person.login)
        if known is None:
            await enter_person(ports, actor, person)
        elif ports.realm:
            await ports.realm.admit(await _person(ports, known))
    for client in clients:
        known = await _known(ports, jurisdiction, client.client_id)
        if known is None:
            await enter_client(ports, actor, client)
            continue
        if ports.realm:
            await ports.realm.admit(await _person(ports, known), client.secret)
        if not ports.is_issuer:
            continue
        async with ports.transaction(jurisdiction) as work:
            stored = await work.secrets.of(known.person)
        if client.secret and not await ports.passwords.verify(stored, client.secret):
            await set_password(ports, actor, known.person, client.secret)


async def _person(ports: Ports, known: Login) -> Person:
    async with ports.transaction(known.jurisdiction) as work:
        return await work.people.get(known.person)


async def _known(ports: Ports, jurisdiction: str, login: str) -> Login | None:
    """A name that another place took first must not pass for one of ours."""
    known = await ports.logins.find(read_login(login))
    if known and known.jurisdiction != jurisdiction:
        raise LoginTaken
    return known
