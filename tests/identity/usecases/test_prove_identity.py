"""Proving who one is: strangers cost as much as people, and guessing becomes hopeless."""

import pytest

from services.identity.domain.errors import InvalidClient, SignInLocked, WrongPassword
from services.identity.domain.founder import founder
from services.identity.usecases import Ports, enter_client, enter_person, prove_identity
from tests.identity.builders import PASSWORD, SECRET, Clock, a_client, a_form, a_login
from tests.identity.fakes import FastPasswords

HERE = "420881"
ACTOR = founder(HERE)


async def test_a_login_name_is_read_as_people_write_it(ports: Ports) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))
    proven = await prove_identity(ports, " ZHOU.420881 ", PASSWORD, "", machine=False)

    assert proven.id == person.id


async def test_a_stranger_takes_as_much_work_as_a_person(ports: Ports) -> None:
    with pytest.raises(WrongPassword):
        await prove_identity(ports, "nobody", PASSWORD, "", machine=False)

    assert isinstance(ports.passwords, FastPasswords)
    assert ports.passwords.looked_at == [None]


@pytest.mark.parametrize("login", ["", "a\0b", "x" * 5000, "张三"])
async def test_what_is_no_login_name_is_nobody_s(ports: Ports, login: str) -> None:
    with pytest.raises(WrongPassword):
        await prove_identity(ports, login, PASSWORD, "", machine=False)


async def test_each_further_failure_doubles_the_wait(ports: Ports, clock: Clock) -> None:
    await enter_person(ports, ACTOR, a_form(HERE))
    waits = []
    for _ in range(8):
        try:
            await prove_identity(ports, a_login(HERE), "guess", "", machine=False)
        except WrongPassword:
            continue
        except SignInLocked as locked:
            waits.append(locked.params["seconds"])
            clock.pass_(float(str(locked.params["seconds"])))
            with pytest.raises(WrongPassword):
                await prove_identity(ports, a_login(HERE), "guess", "", machine=False)

    assert waits == [15, 30, 60]


async def test_an_address_that_tries_many_names_is_locked_too(ports: Ports) -> None:
    for number in range(60):
        with pytest.raises(WrongPassword):
            await prove_identity(ports, f"name-{number}", "guess", "10.0.0.1", machine=False)

    with pytest.raises(SignInLocked):
        await prove_identity(ports, "name-60", "guess", "10.0.0.1", machine=False)
    with pytest.raises(WrongPassword):
        await prove_identity(ports, "name-60", "guess", "10.0.0.2", machine=False)


async def test_people_and_machines_have_doors_of_their_own(ports: Ports) -> None:
    await enter_person(ports, ACTOR, a_form(HERE))
    await enter_client(ports, ACTOR, a_client(HERE))

    with pytest.raises(InvalidClient):
        await prove_identity(ports, a_login(HERE), PASSWORD, "", machine=True)
    with pytest.raises(WrongPassword):
        await prove_identity(ports, a_login(HERE, "hotline"), SECRET, "", machine=False)
