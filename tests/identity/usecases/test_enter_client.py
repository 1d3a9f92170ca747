"""Machines get a secret once, and roles that no person has."""

from dataclasses import replace

import pytest

from services.identity.domain.errors import RoleNotForThem
from services.identity.domain.forms import PostForm
from services.identity.domain.founder import founder
from services.identity.usecases import Ports, enter_client, prove_identity
from tests.identity.builders import a_client, a_login
from tests.identity.fakes import Memory

HERE = "420881"
ACTOR = founder(HERE)


async def test_a_secret_that_nobody_chose_is_made_long_and_shown_once(
    ports: Ports, memory: Memory
) -> None:
    machine, shown = await enter_client(ports, ACTOR, replace(a_client(HERE), secret=""))

    assert len(shown.secret) >= 43
    assert shown.secret not in repr(memory.at(HERE).people[machine.id])
    proven = await prove_identity(ports, a_login(HERE, "hotline"), shown.secret, "", machine=True)
    assert proven.machine


async def test_a_machine_gets_no_role_of_people(ports: Ports) -> None:
    with pytest.raises(RoleNotForThem):
        await enter_client(
            ports, ACTOR, replace(a_client(HERE), post=PostForm("housing/head", ("head",)))
        )
