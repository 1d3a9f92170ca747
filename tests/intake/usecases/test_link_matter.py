"""Linking, over ports in memory."""

from dataclasses import replace

from chassis.kernel import Once, Principal
from services.intake.usecases import link_matter
from tests.intake.builders import BUREAU, a_matter
from tests.intake.fakes import World


async def test_the_item_joins_the_other_matter_and_its_parties_follow() -> None:
    source, target = a_matter(), a_matter()
    world = World().holding(source, target)

    await link_matter(world.ports, BUREAU, source.id, target.id)

    assert len(target.items) == 2
    assert world.facts == ["MatterLinked", "ItemsJoined"]


async def test_one_request_is_answered_once_though_two_matters_change() -> None:
    source, target = a_matter(), a_matter()
    world = World().holding(source, target)

    await link_matter(world.ports, replace(BUREAU, once=Once("key", b"hash")), source.id, target.id)

    asked = [fact.by.once for fact in world.matters.facts if isinstance(fact.by, Principal)]
    assert asked == [Once("key", b"hash"), None]
