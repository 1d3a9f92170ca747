"""Passwords: one's own with the current one beside it, others' by permission."""

from dataclasses import replace

import pytest

from chassis.kernel import Forbidden
from services.identity.domain.errors import PasswordTooWeak, SignInElsewhere, WrongPassword
from services.identity.domain.founder import founder
from services.identity.usecases import Ports, enter_person, set_password, sign_in
from tests.builders import a_principal
from tests.identity.builders import PASSWORD, Clock, a_form, a_login
from tests.identity.fakes import Memory

HERE = "420881"
ACTOR = founder(HERE)
NEW = "一个全新的长密码 1234"


async def test_a_stolen_token_is_not_enough_to_change_a_password(ports: Ports) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))
    themself = replace(a_principal("housing"), person=person.id)

    with pytest.raises(WrongPassword):
        await set_password(ports, themself, person.id, NEW, "guess")
    await set_password(ports, themself, person.id, NEW, PASSWORD)
    await sign_in(ports, a_login(HERE), NEW, "")


async def test_others_passwords_take_a_permission(ports: Ports) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))

    with pytest.raises(Forbidden):
        await set_password(ports, a_principal("housing"), person.id, NEW)


async def test_whatever_is_signed_in_ends(ports: Ports, memory: Memory, clock: Clock) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))
    session, _ = await sign_in(ports, a_login(HERE), PASSWORD, "")
    await set_password(ports, ACTOR, person.id, NEW)

    assert not memory.at(HERE).sessions[session.id].is_open(clock())


@pytest.mark.parametrize("weak", ["", "123456789", "x" * 129, "zhou.420881"])
async def test_a_weak_password_is_refused(ports: Ports, weak: str) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))

    with pytest.raises(PasswordTooWeak):
        await set_password(ports, ACTOR, person.id, weak)


async def test_where_people_sign_in_elsewhere_it_is_changed_there(
    ports: Ports, memory: Memory
) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))
    kept = dict(memory.at(HERE).secrets)

    with pytest.raises(SignInElsewhere):
        await set_password(replace(ports, is_issuer=False), ACTOR, person.id, NEW)
    assert memory.at(HERE).secrets == kept
