"""Who is reached, on which day, and who is no longer."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.kernel import Forbidden, Principal
from chassis.runtime import Service
from services.identity.domain.errors import NoSuchRole
from services.identity.domain.forms import PostForm
from services.identity.domain.founder import founder
from services.identity.domain.permissions import READ_CONTACTS
from services.identity.queries import Queries
from services.identity.usecases import deactivate_person, enter_person, establish_organs, take_post
from tests.builders import a_principal, somewhere
from tests.identity.builders import TREE, Clock, a_form, ports_of

pytestmark = pytest.mark.engines

HEAD = PostForm("housing/head", ("head", "handler"))


@pytest.fixture
def queries(service: Service) -> Queries:
    queries: Queries = service.rest.state.queries
    return queries


def a_reader(here: str) -> Principal:
    return a_principal("petition-bureau", here, frozenset({READ_CONTACTS}))


async def posts_found(queries: Queries, here: str, role: str = "head") -> list[str]:
    found = await queries.contacts(a_reader(here), [], [("housing", role)])
    return [line.post.code for line in found]


async def test_a_role_is_found_among_several_of_a_post(service: Service, queries: Queries) -> None:
    here, ports = somewhere(), ports_of(service)
    await establish_organs(ports, founder(here), TREE)
    await enter_person(ports, founder(here), a_form(here, "wu", HEAD))

    assert await posts_found(queries, here, "head") == [HEAD.code]
    assert await posts_found(queries, here, "handler") == [HEAD.code]
    assert await posts_found(queries, here, "deputy") == []


async def test_a_post_reaches_its_holder_until_its_last_day_is_over(
    service: Service, queries: Queries, clock: Clock
) -> None:
    here, ports = somewhere(), ports_of(service)
    await establish_organs(ports, founder(here), TREE)
    person = await enter_person(ports, founder(here), a_form(here, "wu", HEAD))
    await take_post(ports, founder(here), person.id, HEAD.code, date(2026, 9, 17))

    assert await posts_found(queries, here) == [HEAD.code]
    clock.pass_(2 * 24 * 3600)
    assert await posts_found(queries, here) == []


async def test_who_left_is_not_reached(service: Service, queries: Queries) -> None:
    here, ports = somewhere(), ports_of(service)
    await establish_organs(ports, founder(here), TREE)
    person = await enter_person(ports, founder(here), a_form(here, "wu", HEAD))
    await deactivate_person(ports, founder(here), person.id)

    assert await posts_found(queries, here) == []


async def test_addresses_are_for_who_delivers_and_roles_are_ours(queries: Queries) -> None:
    here = somewhere()
    with pytest.raises(Forbidden):
        await queries.contacts(replace(a_reader(here), permissions=frozenset()), ["a/b"], [])
    with pytest.raises(NoSuchRole):
        await queries.contacts(a_reader(here), [], [("housing", "emperor")])
