"""Rating by query code, over ports in memory."""

import pytest

from services.intake.domain import query_code
from services.intake.domain.errors import CodeUnknown, QueryCodeWrong
from services.intake.domain.matter import Matter
from services.intake.usecases import rate_matter, renew_query_code
from tests.intake.builders import BUREAU, a_closed_matter, a_matter
from tests.intake.fakes import World

CODE = query_code.spelled(b"0123456789")
HASH = query_code.hashed("420881", CODE)


def a_rated_matter() -> Matter:
    matter = a_closed_matter()
    matter.query_code_hash = HASH
    return matter


async def test_whoever_holds_the_code_rates_the_organ() -> None:
    world = World().holding(a_rated_matter())

    matter = await rate_matter(
        world.ports, "420881", CODE.lower(), "organ", "housing", "unsatisfied"
    )

    assert [rating.mark for rating in matter.ratings] == ["unsatisfied"]
    assert world.matters.facts[0].by.post == "petitioner"


async def test_a_wrong_code_opens_nothing() -> None:
    world = World().holding(a_rated_matter())

    with pytest.raises(QueryCodeWrong):
        await rate_matter(world.ports, "420881", "AAAA", "organ", "housing", "satisfied")
    with pytest.raises(QueryCodeWrong):
        await rate_matter(world.ports, "420882", CODE, "organ", "housing", "satisfied")


async def test_only_office_and_organ_are_rated() -> None:
    with pytest.raises(CodeUnknown):
        await rate_matter(World().ports, "420881", CODE, "petitioner", "housing", "satisfied")


async def test_the_code_of_a_linked_letter_rates_the_matter_it_joined() -> None:
    letter, matter = a_matter(), a_closed_matter()
    letter.query_code_hash, letter.linked_into = HASH, matter.id
    world = World().holding(letter, matter)

    await rate_matter(world.ports, "420881", CODE, "office", "petition-bureau", "satisfied")

    assert len(matter.ratings) == 1


async def test_a_mark_by_a_code_that_staff_gave_out_after_the_answer_is_doubtful() -> None:
    matter = a_closed_matter()
    world = World().holding(matter)
    renewed = await renew_query_code(world.ports, BUREAU, matter.id, "信访人遗失凭条")

    await rate_matter(world.ports, "420881", renewed.query_code, "organ", "housing", "satisfied")

    assert [rating.doubtful for rating in matter.ratings] == [True]


async def test_a_mark_by_a_code_given_out_in_time_counts() -> None:
    early, matter = a_matter(), a_closed_matter()
    world = World().holding(early, matter)
    renewed = await renew_query_code(world.ports, BUREAU, early.id)
    early.linked_into = matter.id

    await rate_matter(world.ports, "420881", renewed.query_code, "organ", "housing", "satisfied")

    assert [rating.doubtful for rating in matter.ratings] == [False]
