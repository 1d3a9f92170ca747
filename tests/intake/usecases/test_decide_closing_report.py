"""Deciding a closing report, over ports in memory."""

import pytest

from services.intake.domain.states import State
from services.intake.usecases import decide_closing_report, submit_closing_report
from tests.intake.builders import (
    BUREAU,
    HOUSING,
    a_served_matter,
    an_accepted_matter,
    an_answered_matter,
    an_assigned_matter,
)
from tests.intake.fakes import World


@pytest.mark.parametrize(
    ("approved", "state", "facts"),
    [
        (True, State.CLOSED, ["ClosingReportApproved", "MatterClosed"]),
        (False, State.ACCEPTED, ["ClosingReportReturned"]),
    ],
)
async def test_the_assigner_approves_or_returns(
    approved: bool, state: State, facts: list[str]
) -> None:
    matter = a_served_matter(an_answered_matter(an_accepted_matter(an_assigned_matter())))
    world = World().holding(matter)
    await submit_closing_report(world.ports, HOUSING, matter.id, "电梯已修复")

    await decide_closing_report(
        world.ports, BUREAU, matter.id, "housing", approved=approved, reason="未见验收材料"
    )

    assert matter.part_of("housing").state is state
    assert world.facts[1:] == facts
