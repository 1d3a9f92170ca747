"""Looking for a person, over ports in memory."""

from dataclasses import replace

import pytest

from chassis.kernel import Forbidden, Once, Principal
from services.intake.domain.lookup import Sought
from services.intake.domain.permissions import READ_MATTERS, REVEAL_PARTIES
from services.intake.usecases import find_parties
from services.intake.usecases.ports import Found
from tests.builders import NOON, an_id
from tests.intake.builders import BUREAU
from tests.intake.fakes import World

NAME = Sought.read("name", "王小明", "核实是否重复来访")
A_PARTY = Found(NOON.date(), an_id(), an_id(), "petitioner")


async def test_who_looked_and_what_for_is_kept_with_whom_it_found() -> None:
    world = World()
    world.lookups.bearing.append(A_PARTY)

    found = await find_parties(world.ports, BUREAU, NAME, after=None, most=50)

    (lookup,) = world.lookups.kept
    assert found == [A_PARTY]
    assert (lookup.field, lookup.organ, lookup.found) == ("name", BUREAU.organ, [A_PARTY.party_id])
    assert lookup.purpose.clear == "核实是否重复来访"


async def test_who_found_nobody_looked_all_the_same() -> None:
    world = World()

    await find_parties(world.ports, BUREAU, NAME, after=None, most=50)

    assert [fact.by for fact in world.lookups.facts] == [BUREAU]
    assert "王小明" not in repr(world.lookups.kept) + repr(world.lookups.facts)


async def test_to_look_again_with_the_same_key_is_to_look_once_more() -> None:
    world, asking = World(), replace(BUREAU, once=Once("key", b"hash"))

    for _ in range(2):
        await find_parties(world.ports, asking, NAME, after=None, most=50)

    asked = [fact.by.once for fact in world.lookups.facts if isinstance(fact.by, Principal)]
    assert asked == [None, None]


@pytest.mark.parametrize("lacking", [REVEAL_PARTIES, READ_MATTERS])
async def test_it_takes_the_permission_to_reveal_and_to_read(lacking: str) -> None:
    world = World()
    clerk = replace(BUREAU, permissions=BUREAU.permissions - {lacking})

    with pytest.raises(Forbidden):
        await find_parties(world.ports, clerk, NAME, after=None, most=50)
    assert world.lookups.kept == []
