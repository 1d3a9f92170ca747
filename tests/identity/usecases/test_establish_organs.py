"""A county's tree is entered row by row, in whatever order the rows come."""

from dataclasses import replace

import pytest

from chassis.kernel import Forbidden
from law.organisation import load_organisation
from services.identity.domain.errors import NoSuchOrgan, OrganBelowItself, OrganUnreadable
from services.identity.domain.founder import founder
from services.identity.domain.organ import Organ
from services.identity.domain.particulars import OrganForm
from services.identity.usecases import Ports, establish_organs
from tests.builders import RULEBOOKS, a_principal
from tests.identity.builders import BUREAU, COUNTY, HOUSING, TREE
from tests.identity.fakes import Memory

ELSEWHERE = "420882"


async def test_the_order_of_the_rows_does_not_matter(ports: Ports, memory: Memory) -> None:
    outcomes = await establish_organs(ports, founder(ELSEWHERE), [HOUSING, BUREAU, COUNTY])

    assert all(isinstance(outcome, Organ) for outcome in outcomes)
    assert set(memory.at(ELSEWHERE).organs) == {"county", "petition-bureau", "housing"}


async def test_a_bad_row_is_refused_alone(ports: Ports, memory: Memory) -> None:
    rows = [
        COUNTY,
        replace(HOUSING, name=" "),
        replace(BUREAU, parent="nowhere"),
        OrganForm("a", "甲", "desk", "county", "b"),
        OrganForm("b", "乙", "desk", "county", "a"),
    ]
    outcomes = await establish_organs(ports, founder(ELSEWHERE), rows)

    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [Organ, OrganUnreadable, NoSuchOrgan, OrganBelowItself, OrganBelowItself]
    assert set(memory.at(ELSEWHERE).organs) == {"county"}


async def test_what_is_there_stays_as_it_stands(ports: Ports, memory: Memory) -> None:
    renamed = replace(HOUSING, name="另一个名称")
    outcomes = await establish_organs(ports, founder("420881"), [renamed])

    assert outcomes == [None]
    assert memory.at("420881").organs["housing"].particulars.name == HOUSING.name
    assert memory.at("420881").facts == []


async def test_only_who_keeps_the_organisation_enters_organs(ports: Ports) -> None:
    with pytest.raises(Forbidden):
        await establish_organs(ports, a_principal("petition-bureau"), TREE)


async def test_the_county_s_own_file_is_entered_whole(ports: Ports, memory: Memory) -> None:
    entries = load_organisation(RULEBOOKS / "organisation" / "420881.yaml").organs
    outcomes = await establish_organs(
        ports, founder(ELSEWHERE), [OrganForm.of(entry) for entry in entries.values()]
    )

    assert all(isinstance(outcome, Organ) for outcome in outcomes)
    entered = memory.at(ELSEWHERE).organs
    assert set(entered) == set(entries)
    assert {code for code, organ in entered.items() if organ.particulars.resident} == {
        code for code, entry in entries.items() if entry.resident
    }
