"""Every RPC with every illness in every field: never a fault of ours, and nothing repeated."""

from random import Random
from typing import Any

import grpc
import pytest

from tests.access.cells import Attempt, _Method, nothing_kept
from tests.access.county import Knocker
from tests.access.stage import Stage
from tests.badinput.bending import base_of, messages
from tests.badinput.illness import NAMES
from tools.pages.access import Rule, rules

pytestmark = pytest.mark.engines

SEED = 420881
SLICE = 12
OURS = frozenset({grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN})
RPC = [r for r in rules() if r.is_rpc]


def _name(of: Rule) -> str:
    return f"{of.service}.{of.operation}"


@pytest.mark.parametrize("of", RPC, ids=_name)
async def test_a_bent_message_is_the_senders_fault(stage: Stage, of: Rule) -> None:
    assert await _faults(stage, of, SLICE) == []


@pytest.mark.long
@pytest.mark.parametrize("of", RPC, ids=_name)
async def test_every_bent_message_is(stage: Stage, of: Rule) -> None:
    assert await _faults(stage, of) == []


async def test_a_message_of_17_megabytes_is_not_taken(stage: Stage) -> None:
    of = next(r for r in RPC if r.operation == "GetMatter")
    attempt = Attempt(stage, of, stage.things[of.at])
    code, _ = await _told(
        attempt, b"\0" * (17 * 1024 * 1024), attempt.stage.county.everybody["county"]
    )

    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED


async def _faults(stage: Stage, of: Rule, most: int | None = None) -> list[str]:
    attempt = Attempt(stage, of, stage.things.get(of.at))
    base = base_of(attempt, _Method.of(attempt.door.method).request())
    cases = list(messages(base))
    if most is not None and len(cases) > most:
        cases = Random(SEED).sample(cases, most)  # noqa: S311 - the same each time
    found = []
    async with nothing_kept():
        by = await _welcome(attempt, base.SerializeToString())
        for name, raw in cases:
            code, said = await _told(attempt, raw, by)
            if code in OURS or any(person in said for person in NAMES):
                found.append(f"{name}: {code} {said}")
    return found


async def _welcome(attempt: Attempt, good: bytes) -> Knocker:
    for by in attempt.stage.county.everybody.values():
        if (await _told(attempt, good, by))[0] is grpc.StatusCode.OK:
            return by
    return by


async def _told(attempt: Attempt, raw: bytes, by: Knocker) -> tuple[grpc.StatusCode, str]:
    method, county = _Method.of(attempt.door.method), attempt.stage.county
    opened: Any = county.channel.unary_stream if method.streams else county.channel.unary_unary
    call = opened(method.name)(raw, metadata=county.metadata(by), timeout=30)
    try:
        if method.streams:
            _ = [message async for message in call]
        else:
            await call
    except grpc.aio.AioRpcError as fault:
        return fault.code(), f"{fault.details()}{fault.trailing_metadata()}"
    return grpc.StatusCode.OK, ""
