"""Who leaves is out: of posts, of sign-ins, and cannot come back by the old password."""

from dataclasses import replace

import pytest

from chassis.kernel import Forbidden
from services.identity.domain.errors import NoSuchPerson, RealmAway, WrongPassword
from services.identity.domain.founder import founder
from services.identity.usecases import Ports, deactivate_person, enter_person, sign_in
from tests.builders import a_principal, an_id
from tests.identity.builders import PASSWORD, Clock, a_form, a_login
from tests.identity.fakes import Memory, OtherRealm

HERE = "420881"
ACTOR = founder(HERE)


async def test_everything_ends_at_once(ports: Ports, memory: Memory, clock: Clock) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))
    session, _ = await sign_in(ports, a_login(HERE), PASSWORD, "")
    left = await deactivate_person(ports, ACTOR, person.id)

    assert not left.posts_not_over(clock().date())
    assert not memory.at(HERE).sessions[session.id].is_open(clock())
    with pytest.raises(WrongPassword):
        await sign_in(ports, a_login(HERE), PASSWORD, "")


async def test_only_who_keeps_the_staff_list_deactivates(ports: Ports) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))

    with pytest.raises(Forbidden):
        await deactivate_person(ports, a_principal("housing"), person.id)
    with pytest.raises(NoSuchPerson):
        await deactivate_person(ports, ACTOR, an_id())


async def test_their_posts_end_even_while_the_other_issuer_is_away(
    ports: Ports, memory: Memory
) -> None:
    realm = OtherRealm()
    ports = replace(ports, realm=realm)
    person = await enter_person(ports, ACTOR, a_form(HERE))
    realm.away = True
    with pytest.raises(RealmAway):
        await deactivate_person(ports, ACTOR, person.id)

    assert not memory.at(HERE).people[person.id].active
    realm.away = False
    await deactivate_person(ports, ACTOR, person.id)
    assert realm.admitted == {}
