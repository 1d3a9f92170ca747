"""Every RPC with messages drawn from its descriptor, and with bytes that are no messages."""

from itertools import islice
from typing import Any

import grpc
import pytest

from tests.access.cells import Attempt, _Method, nothing_kept
from tests.access.stage import Stage
from tests.badinput.asking import Asking
from tests.badinput.bending import base_of
from tests.badinput.drawing import drawn
from tests.badinput.judging import Judged, kept_rows
from tests.badinput.progress import Progress
from tests.badinput.test_rpc import RPC, _name, _welcome
from tests.badinput.wire import TWISTS, messages_like, varied
from tools.pages.access import Rule

pytestmark = pytest.mark.engines

SLICE = 40
AT_ONCE = 3000


@pytest.mark.parametrize("of", RPC, ids=_name)
async def test_a_drawn_message_is_done_or_refused_with_a_code(stage: Stage, of: Rule) -> None:
    found, tried = await _faults(stage, of, SLICE)

    assert found == []
    assert tried == SLICE


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("of", RPC, ids=_name)
async def test_every_drawn_message_is(stage: Stage, of: Rule) -> None:
    progress = Progress("rpc", _name(of), len(RPC))
    before = await kept_rows(stage)
    while (done := progress.done) < progress.wanted:
        size = min(AT_ONCE, progress.wanted - done)
        found, tried = await _faults(stage, of, size, done, 5 * TWISTS)
        assert found == [], f"cases {done} to {done + size}"
        assert tried == size, "no more could be drawn"
        progress.came_to(done + size)

    assert await kept_rows(stage) == before


async def _faults(
    stage: Stage, of: Rule, count: int, first: int = 0, twists: int = TWISTS
) -> tuple[list[str], int]:
    attempt = Attempt(stage, of, stage.things.get(of.at))
    method = _Method.of(attempt.door.method)
    base = base_of(attempt, method.request())
    good, writes = base.SerializeToString(), list[str]()
    async with nothing_kept():
        by = await _welcome(attempt, good)
    county = stage.county
    opened: Any = county.channel.unary_stream if method.streams else county.channel.unary_unary
    ask = opened(method.name)

    async def send(raw: bytes) -> grpc.aio.AioRpcError | None:
        return await _refusal(ask(raw, metadata=county.metadata(by), timeout=120), method)

    def judge(fault: grpc.aio.AioRpcError | None, seconds: float, kept: int) -> str:
        return Judged(of.operation, seconds, kept).rpc(fault)

    each = 1 + twists
    single = drawn(messages_like(base.DESCRIPTOR, good), -(-count // each), first // each)
    cases = varied(single, first // each, twists)
    async with nothing_kept(writes):
        return await Asking(send, judge, writes).all(islice(cases, count))


async def _refusal(call: Any, method: _Method) -> grpc.aio.AioRpcError | None:
    try:
        if method.streams:
            async for _ in call:
                pass
        else:
            await call
    except grpc.aio.AioRpcError as fault:
        return fault
    return None
