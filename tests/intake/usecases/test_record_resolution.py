"""Recording a resolution, over ports in memory."""

from services.intake.domain.states import Resolution
from services.intake.usecases import record_resolution
from tests.intake.builders import HOUSING, a_closed_matter, a_file
from tests.intake.fakes import World


async def test_what_is_settled_is_shown_by_evidence() -> None:
    matter = a_closed_matter()
    evidence = a_file(matter)
    world = World().holding(matter)

    await record_resolution(
        world.ports, HOUSING, matter.id, {"resolution": "resolved", "solved": "done"}, [evidence]
    )

    assert matter.verdict is not None
    assert matter.verdict.resolution is Resolution.RESOLVED
    assert matter.verdict.evidence == [evidence]
    assert world.facts == ["ResolutionRecorded"]
