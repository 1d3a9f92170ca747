"""Addresses: one's own, or everybody's for who keeps the staff list."""

from dataclasses import replace

import pytest

from chassis.kernel import Forbidden
from services.identity.domain.founder import founder
from services.identity.usecases import Ports, change_contacts, enter_person
from tests.builders import a_principal
from tests.identity.builders import a_form

HERE = "420881"
NEW = [("phone", "13900000000")]


async def test_one_s_own_need_no_permission_and_others_do(ports: Ports) -> None:
    person = await enter_person(ports, founder(HERE), a_form(HERE))
    themself = replace(a_principal("housing"), person=person.id)
    changed = await change_contacts(ports, themself, person.id, NEW)

    assert [(c.channel, c.address.clear) for c in changed.contacts] == NEW
    with pytest.raises(Forbidden):
        await change_contacts(ports, a_principal("housing"), person.id, NEW)
