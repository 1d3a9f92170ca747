"""Issuing the handling opinion, over ports in memory."""

from services.intake.domain.states import State
from services.intake.usecases import issue_opinion
from tests.intake.builders import HOUSING, an_accepted_matter, told_answer
from tests.intake.fakes import World


async def test_without_another_named_the_next_organ_up_re_examines() -> None:
    matter = an_accepted_matter()
    world = World().holding(matter)

    await issue_opinion(world.ports, HOUSING, matter.id, [told_answer(outcome="not_support")])

    (opinion,) = matter.opinions
    assert opinion.remedy.organ == "county"
    assert opinion.answers[0].outcome == "not_support"
    assert matter.part_of("housing").state is State.ANSWERED
    assert world.facts == ["OpinionIssued"]
