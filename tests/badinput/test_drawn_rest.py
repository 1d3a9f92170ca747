"""Every operation of every OpenAPI document, with what schemathesis draws from that document."""

import pytest
from httpx import Response

from tests.access.cells import Attempt, nothing_kept
from tests.access.stage import Stage
from tests.badinput.asking import Asking
from tests.badinput.bending import Bent
from tests.badinput.formed import formed
from tests.badinput.judging import Judged, kept_rows
from tests.badinput.progress import Progress
from tests.badinput.test_rest import REST, _attempt, _name, _welcome
from tools.pages.access import Rule

pytestmark = pytest.mark.engines

SLICE = 12
TWISTS = 15
AT_ONCE = 3000


@pytest.mark.parametrize("of", REST, ids=_name)
async def test_a_drawn_request_is_done_or_refused_with_a_code(stage: Stage, of: Rule) -> None:
    found, tried = await _faults(_attempt(stage, of), SLICE)

    assert found == []
    assert tried == SLICE


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("of", REST, ids=_name)
async def test_every_drawn_request_is(stage: Stage, of: Rule) -> None:
    progress = Progress("rest", _name(of), len(REST))
    before = await kept_rows(stage)
    while (done := progress.done) < progress.wanted:
        size = min(AT_ONCE, progress.wanted - done)
        found, tried = await _faults(_attempt(stage, of), size, done, TWISTS)
        assert found == [], f"cases {done} to {done + size}"
        assert tried == size, "no more could be drawn"
        progress.came_to(done + size)

    assert await kept_rows(stage) == before


async def _faults(
    attempt: Attempt, count: int, first: int = 0, twists: int = 0
) -> tuple[list[str], int]:
    writes, by = list[str](), await _welcome(attempt)

    def judge(answer: Response, seconds: float, kept: int) -> str:
        return Judged(attempt.rule.operation, seconds, kept).rest(answer)

    async with nothing_kept(writes):
        asking: Asking[Bent, Response]
        asking = Asking(lambda case: case.sent(attempt, by), judge, writes)
        return await asking.all(formed(attempt, count, first, twists))
