"""Reporting the end, over ports in memory."""

from services.intake.domain.states import State
from services.intake.usecases import submit_closing_report
from tests.intake.builders import (
    HOUSING,
    a_served_matter,
    an_accepted_matter,
    an_answered_matter,
    an_assigned_matter,
)
from tests.intake.fakes import World


async def test_an_assigned_organ_reports() -> None:
    matter = a_served_matter(an_answered_matter(an_accepted_matter(an_assigned_matter())))
    world = World().holding(matter)

    await submit_closing_report(world.ports, HOUSING, matter.id, "电梯已修复")

    assert matter.part_of("housing").state is State.REPORTED
    assert world.facts == ["ClosingReportSubmitted"]
