"""Renewing a query code, over ports in memory."""

from services.intake.domain import query_code
from services.intake.usecases import renew_query_code
from tests.intake.builders import BUREAU, a_closed_matter, a_matter
from tests.intake.fakes import World


async def test_the_new_code_replaces_the_old_one() -> None:
    matter = a_matter()
    matter.query_code_hash = "old"
    world = World().holding(matter)

    renewed = await renew_query_code(world.ports, BUREAU, matter.id)

    assert matter.query_code_hash == query_code.hashed("420881", renewed.query_code)
    assert world.facts == ["QueryCodeRenewed"]


async def test_the_code_of_a_letter_comes_late_once_the_matter_it_joined_was_answered() -> None:
    letter, matter = a_matter(), a_closed_matter()
    letter.linked_into = matter.id
    world = World().holding(letter, matter)

    await renew_query_code(world.ports, BUREAU, letter.id, "信访人遗失凭条")

    assert [renewal.late for renewal in letter.renewals] == [True]
