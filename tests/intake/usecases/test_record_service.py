"""Recording service, over ports in memory."""

import pytest

from services.intake.domain.errors import CodeUnknown
from services.intake.usecases import record_service
from tests.intake.builders import HOUSING, a_file, an_answered_matter, open_clocks
from tests.intake.fakes import World


async def test_proved_receipt_opens_the_petitioners_window() -> None:
    matter = an_answered_matter()
    proof = a_file(matter)
    world = World().holding(matter)

    await record_service(world.ports, HOUSING, matter.id, 1, "mail", "received", proof=proof)

    assert ("reexamination_request", "petitioner") in open_clocks(matter)
    assert world.facts == ["ServiceRecorded"]


@pytest.mark.parametrize(("method", "outcome"), [("pigeon", "received"), ("mail", "eaten")])
async def test_method_and_outcome_are_words_of_the_law(method: str, outcome: str) -> None:
    matter = an_answered_matter()

    with pytest.raises(CodeUnknown):
        await record_service(World().holding(matter).ports, HOUSING, matter.id, 1, method, outcome)
