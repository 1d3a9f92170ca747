"""The platform stays open until it is stopped, and says why it ended otherwise."""

import asyncio
import os
import signal

import pytest

from launch.errors import CannotStart, EngineGone
from launch.running import until_stopped

GONE = EngineGone(engine="NATS", reason="no disk", log="nats.log")


class Platform:
    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.was_closed = False
        self.failure: CannotStart | None = None

    async def run(self) -> None:
        self.ready.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.was_closed = True


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_closes_it_in_order(how: signal.Signals) -> None:
    platform, announced = Platform(), []

    def opened() -> None:
        announced.append("open")
        os.kill(os.getpid(), how)

    await until_stopped(
        platform.run(), platform.ready, failure=lambda: platform.failure, when_ready=opened
    )

    assert platform.was_closed
    assert announced == ["open"]


async def test_an_engine_that_is_gone_closes_it_and_is_named() -> None:
    platform = Platform()

    def lose_the_engine() -> None:
        platform.failure = GONE

    with pytest.raises(EngineGone):
        await until_stopped(
            platform.run(),
            platform.ready,
            failure=lambda: platform.failure,
            when_ready=lose_the_engine,
        )

    assert platform.was_closed


async def test_a_fault_of_the_platform_is_not_hidden() -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await until_stopped(
            broken(), asyncio.Event(), failure=lambda: None, when_ready=lambda: None
        )
