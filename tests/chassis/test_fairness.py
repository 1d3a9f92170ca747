"""Nobody alone keeps the house busy."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from chassis import fairness, rest
from chassis.access import Access
from chassis.fairness import InHand
from chassis.kernel import TooMany
from chassis.telemetry import Traced
from tests.chassis.test_rest import Posts, Tokens

MOST = 3


@given(st.lists(st.sampled_from("abc"), max_size=40))
def test_each_caller_has_as_many_as_the_bound_and_gets_them_back(callers: list[str]) -> None:
    in_hand, begun = InHand(MOST), dict.fromkeys("abc", 0)

    for _ in range(2):
        with ExitStack() as going:
            for caller in callers:
                try:
                    going.enter_context(in_hand.one_more(caller))
                except TooMany:
                    assert begun[caller] == MOST
                else:
                    begun[caller] += 1
        assert begun == {caller: min(callers.count(caller), MOST) for caller in "abc"}
        begun = dict.fromkeys("abc", 0)


async def test_whoever_has_too_many_calls_in_hand_is_told_to_wait_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fairness, "MOST_OF_ONE", MOST)
    door, waiting = asyncio.Event(), asyncio.Semaphore(0)
    app = a_house(door, waiting)
    async with client(app, "busy") as busy, client(app, "other") as other, client(app) as stranger:
        calls = [asyncio.ensure_future(busy.get("/v1/wait")) for _ in range(MOST)]
        for _ in calls:
            await waiting.acquire()
        turned_away = await busy.get("/v1/at-once")
        answers = [await each.get("/v1/at-once") for each in (other, stranger)]
        door.set()
        answers += await asyncio.gather(*calls)
        answers.append(await busy.get("/v1/at-once"))

    assert [answer.status_code for answer in answers] == [200] * (2 + MOST + 1)
    assert (turned_away.status_code, turned_away.json()["code"]) == (429, "too_many")
    assert turned_away.headers["retry-after"] == "1"


def a_house(door: asyncio.Event, waiting: asyncio.Semaphore) -> FastAPI:
    app = rest.app("Toy", Access(Tokens(), Posts()))

    @app.get("/v1/wait")
    async def wait() -> None:
        waiting.release()
        await door.wait()

    @app.get("/v1/at-once")
    async def at_once() -> None:
        """Nothing to do."""

    return app


def client(app: Callable[..., object], token: str = "") -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    transport = httpx.ASGITransport(Traced(app))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://toy", headers=headers)
