"""An organ changes: its name, its place, who takes its duties."""

from dataclasses import replace

import pytest

from services.identity.domain.errors import NoSuchOrgan, OrganBelowItself
from services.identity.domain.facts import OrganChanged
from services.identity.domain.founder import founder
from services.identity.domain.particulars import OrganForm
from services.identity.usecases import Ports, change_organ
from tests.identity.builders import BUREAU, COUNTY, HOUSING
from tests.identity.fakes import Memory

ACTOR = founder("420881")


async def test_a_merged_organ_names_its_successor(ports: Ports, memory: Memory) -> None:
    await change_organ(ports, ACTOR, replace(HOUSING, successor="petition-bureau"))

    kept = memory.at("420881")
    assert kept.organs["housing"].particulars.successor == "petition-bureau"
    assert [type(fact) for fact in kept.facts] == [OrganChanged]


async def test_saying_what_is_so_already_is_no_fact(ports: Ports, memory: Memory) -> None:
    await change_organ(ports, ACTOR, HOUSING)

    assert memory.at("420881").facts == []


async def test_no_organ_stands_below_itself(ports: Ports) -> None:
    with pytest.raises(OrganBelowItself):
        await change_organ(ports, ACTOR, replace(COUNTY, parent=BUREAU.code))


@pytest.mark.parametrize(
    "form",
    [
        replace(HOUSING, code="nobody"),
        replace(HOUSING, parent="nobody"),
        replace(HOUSING, successor="nobody"),
    ],
)
async def test_what_is_named_must_be_there(ports: Ports, form: OrganForm) -> None:
    with pytest.raises(NoSuchOrgan):
        await change_organ(ports, ACTOR, form)
