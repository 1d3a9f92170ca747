"""Every operation of every OpenAPI document, with what schemathesis draws from that document."""

import time

import pytest

from tests.access.cells import Attempt, nothing_kept
from tests.access.stage import Stage
from tests.badinput.formed import formed
from tests.badinput.judging import Judged, kept_rows
from tests.badinput.progress import Progress
from tests.badinput.test_rest import REST, _attempt, _name, _welcome
from tools.pages.access import Rule

pytestmark = pytest.mark.engines

SLICE = 12
AT_ONCE = 3000


@pytest.mark.parametrize("of", REST, ids=_name)
async def test_a_drawn_request_is_done_or_refused_with_a_code(stage: Stage, of: Rule) -> None:
    found, tried = await _faults(_attempt(stage, of), SLICE)

    assert found == []
    assert tried >= SLICE // 4


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("of", REST, ids=_name)
async def test_every_drawn_request_is(stage: Stage, of: Rule) -> None:
    progress = Progress("rest", _name(of), len(REST))
    before = await kept_rows(stage)
    while (done := progress.done) < progress.wanted:
        size = min(AT_ONCE, progress.wanted - done)
        found, tried = await _faults(_attempt(stage, of), size, done)
        assert found == [], f"cases {done} to {done + size}"
        assert tried, "nothing could be drawn"
        progress.came_to(done + size)

    assert await kept_rows(stage) == before


async def _faults(attempt: Attempt, count: int, first: int = 0) -> tuple[list[str], int]:
    found, tried, writes = [], 0, list[str]()
    by = await _welcome(attempt)
    async with nothing_kept(writes):
        for case in formed(attempt, count, first):
            writes.clear()
            began = time.process_time()
            try:
                answer = await case.sent(attempt, by)
            except Exception as broken:
                broken.add_note(f"{case!r:.2000}")
                raise
            judged = Judged(attempt.rule.operation, time.process_time() - began, len(writes))
            if fault := judged.rest(answer):
                found.append(f"{fault}: {case!r:.600}")
            tried += 1
    return found, tried
