"""Registering many at once: a bad row is refused alone, a repeated one repeats nothing."""

from dataclasses import replace

import pytest

from chassis.kernel import Refusal
from services.intake.domain import query_code
from services.intake.usecases import (
    AlreadyRegistered,
    Outcome,
    Registered,
    Submission,
    register_petitions,
)
from tests.builders import a_principal
from tests.intake.builders import BUREAU, HOUSING, IMPORTER, told
from tests.intake.fakes import VACANT, World

HERE = BUREAU.jurisdiction
GOOD = Submission(actor=BUREAU, fields=told())


def numbered(external_id: str, source: str = "national") -> Submission:
    return replace(GOOD, source=source, external_id=external_id)


def bad(**fields: str) -> Submission:
    return replace(GOOD, fields=told(**fields))


async def register(world: World, *submissions: Submission) -> list[Outcome]:
    return await register_petitions(world.ports, HERE, submissions)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (bad(channel="pigeon"), "code_unknown"),
        (bad(channel=""), "text_missing"),
        (bad(title=" ", body=""), "text_missing"),
        (bad(body="有\0空"), "text_unreadable"),
        (bad(title="半\ud800字"), "text_unreadable"),
        (bad(body="长" * 20_001), "text_too_long"),
        (bad(received="15/9"), "date_unreadable"),
        (bad(received="2026-09-17"), "received_in_the_future"),
        (bad(division="990000"), "division_impossible"),
        (bad(people_count="many"), "number_unreadable"),
        (bad(oral="perhaps"), "yes_or_no_unreadable"),
        (bad(desk="nowhere"), "organ_unknown"),
        (bad(contact="王小明"), "post_unreadable"),
        (bad(mood="angry"), "field_unknown"),
        (replace(GOOD, parties=[{"iq": "7"}]), "party_unreadable"),
        (replace(GOOD, parties=[{"role": "respondent", "organ": "nowhere"}]), "organ_unknown"),
        (replace(GOOD, requests=[" "]), "text_missing"),
        (replace(GOOD, actor=IMPORTER, history=True), "history_incomplete"),
        (bad(contact=VACANT), "post_vacant"),
        (replace(GOOD, actor=HOUSING, fields=told(desk="health")), "not_your_desk"),
        (replace(GOOD, actor=a_principal("petition-bureau")), "forbidden"),
    ],
)
async def test_a_bad_row_is_refused_alone(row: Submission, code: str) -> None:
    world = World()

    first, second, third = await register(world, GOOD, row, GOOD)

    assert isinstance(second, Refusal)
    assert second.code == code
    assert isinstance(first, Registered)
    assert isinstance(third, Registered)
    assert set(world.matters.kept) == {first.matter.id, third.matter.id}


async def test_rows_of_one_batch_may_come_from_different_desks() -> None:
    first, second = await register(World(), GOOD, replace(GOOD, actor=HOUSING))

    assert isinstance(first, Registered)
    assert isinstance(second, Registered)
    assert [first.matter.desk, second.matter.desk] == ["petition-bureau", "housing"]


async def test_the_query_code_is_told_once_and_kept_as_a_hash() -> None:
    (outcome,) = await register(World(), GOOD)

    assert isinstance(outcome, Registered)
    assert outcome.matter.query_code_hash == query_code.hashed(HERE, outcome.query_code)
    assert outcome.query_code not in repr(outcome.matter)


async def test_the_parties_are_kept_apart_from_the_matter() -> None:
    world = World()

    (outcome,) = await register(world, replace(GOOD, parties=[{"name": "王某", "phone": "1"}]))

    assert isinstance(outcome, Registered)
    (record,) = world.parties.kept.values()
    assert record.matter_id == outcome.matter.id
    assert set(record.fields) == {"name", "phone"}


async def test_the_same_item_of_the_same_source_is_registered_once() -> None:
    world = World()
    (first,) = await register(world, numbered("XF-1"))
    assert isinstance(first, Registered)

    again, other, elsewhere = await register(
        world, numbered("XF-1"), numbered("XF-2"), numbered("XF-1", "hotline")
    )

    assert again == AlreadyRegistered(first.matter.id)
    assert isinstance(other, Registered)
    assert isinstance(elsewhere, Registered)
    assert len(world.matters.kept) == 3


async def test_a_batch_that_repeats_itself_registers_once() -> None:
    world = World()

    first, second = await register(world, numbered("XF-1"), numbered("XF-1"))

    assert isinstance(first, Registered)
    assert second == AlreadyRegistered(first.matter.id)
    assert world.facts == ["MatterRegistered"]


async def test_two_items_without_a_number_are_two_items() -> None:
    world = World()

    await register(world, GOOD, GOOD)

    assert len(world.matters.kept) == 2


async def test_six_representatives_come_in_with_advice() -> None:
    six = [{"role": "representative", "name": f"代表{n}"} for n in range(6)]
    row = replace(GOOD, fields=told(channel="visit"), parties=six)

    (outcome,) = await register(World(), row)

    assert isinstance(outcome, Registered)
    assert [advice.code for advice in outcome.advice] == ["five_representatives"]
    assert len(outcome.matter.parties) == 6


async def test_a_matter_of_the_past_comes_under_the_law_of_its_day() -> None:
    fields = told(received="2019-01-08", closed="2019-03-01")
    row = replace(GOOD, actor=IMPORTER, fields=fields, history=True)

    (outcome,) = await register(World(), row)

    assert isinstance(outcome, Registered)
    assert outcome.matter.historical
    assert "2005" in outcome.matter.clocks[0].term.basis


async def test_bringing_over_old_matters_needs_a_permission_of_its_own() -> None:
    registrar = a_principal("petition-bureau", HERE, frozenset({"petition:register"}))
    row = replace(GOOD, actor=registrar, fields=told(received="2019-01-08"), history=True)

    (outcome,) = await register(World(), row)

    assert isinstance(outcome, Refusal)
    assert outcome.params["permission"] == "petition:import"


async def test_an_accusation_brought_over_is_sealed_from_the_start() -> None:
    world = World()
    fields = told(received="2024-01-08", route="accusation", given_to="housing", given="2024-01-09")
    row = replace(
        GOOD,
        actor=IMPORTER,
        fields=fields,
        parties=[{"role": "respondent", "organ": "housing"}],
        history=True,
    )

    (outcome,) = await register(world, row)

    assert isinstance(outcome, Registered)
    assert (outcome.matter.sealed, "housing" in outcome.matter.barred) == (True, True)
    assert outcome.matter.readers == ["discipline", "petition-bureau"]
    assert world.facts == ["MatterRegistered", "MatterSealed"]


async def test_what_was_registered_before_is_not_refused_for_a_desk_that_emptied_since() -> None:
    world = World()
    (first,) = await register(world, numbered("XF-1"))
    assert isinstance(first, Registered)
    emptied = replace(numbered("XF-1"), fields=told(contact=VACANT))
    new = replace(numbered("XF-2"), fields=told(contact=VACANT))

    again, refused, repaired = await register(world, emptied, new, numbered("XF-2"))

    assert again == AlreadyRegistered(first.matter.id)
    assert isinstance(refused, Refusal)
    assert isinstance(repaired, Registered)


async def test_what_a_machine_brings_names_no_machine_as_contact() -> None:
    world, mine = World(), told(contact=IMPORTER.post)
    world.empty.add(IMPORTER.post)

    unnamed, named = await register(
        world, replace(GOOD, actor=IMPORTER), replace(GOOD, actor=IMPORTER, fields=mine)
    )

    assert isinstance(unnamed, Registered)
    assert unnamed.matter.contact == ""
    assert isinstance(named, Refusal)
    assert named.code == "post_vacant"
