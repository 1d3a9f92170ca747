"""Registrations a second: over REST, over gRPC, and in batches, with everything on."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import grpc

from bench import limits
from bench.calling import Caller
from bench.echo import echo
from bench.house import House
from bench.load import Seen, cpu_seconds, load
from bench.measure import Measure
from launch.ports import free_port
from onedoor.intake.v1 import intake_service_pb2 as pb
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub

AT_ONCE = 32
BATCH = 50
BATCHES_AT_ONCE = 2
KILOBYTE = bytes(1024)
MOST_P99_MS = 60
FEW_AT_ONCE, MOST_P50_MS = 8, 5.6
LEAST_SHARE = {"rest": 0.33, "unary": 0.55, "batch": 0.9}
PETITION = {
    "channel": "letter",
    "title": "电梯自五月起停运，请督促维修",
    "body": "本人系郢中街道某小区二号楼业主，楼内电梯自今年五月起停运，物业多次推诿，"
    "老人上下楼十分困难，请督促有关单位尽快维修并公布维修资金的使用情况。" * 4,
    "division": "420881001",
}
PARTY = {
    "name": "刘某某",
    "phone": "13800000000",
    "id_number": "420881198001010010",
    "address": "郢中街道",
}


def petition() -> pb.PetitionText:
    party = pb.PartyText(fields=PARTY)
    return pb.PetitionText(**PETITION, parties=[party])  # type: ignore[arg-type]  # texts, all


@dataclass(slots=True)
class Doors:
    """Callers at the doors of one house, and what its process works while they call."""

    house: House
    seconds: float
    token: str
    stub: Any

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self.token}"),)

    async def rest(self, at_once: int) -> Seen:
        body = json.dumps(PETITION | {"parties": [PARTY]}, ensure_ascii=False).encode()

        url = self.house.doors.url("intake")
        callers = [await Caller.to(url, self.token) for _ in range(at_once)]
        try:
            calls = [partial(caller.ask, "POST", "/v1/petitions", body) for caller in callers]
            return await load(calls, self.seconds)
        finally:
            for caller in callers:
                caller.close()

    async def grpc(self, rows: int, at_once: int) -> Seen:
        request = pb.RegisterPetitionsRequest(petitions=[petition()] * rows)

        async def call() -> None:
            answer = await self.stub.RegisterPetitions(request, metadata=self.metadata)
            assert all(outcome.registered.query_code for outcome in answer.outcomes)

        return await load([call] * at_once, self.seconds)


@asynccontextmanager
async def doors(house: House, seconds: float) -> AsyncIterator[Doors]:
    async with grpc.aio.insecure_channel(house.doors.calls("intake")) as channel:
        yield Doors(house, seconds, house.token(), IntakeServiceStub(channel))


@asynccontextmanager
async def measures(house: House, seconds: float) -> AsyncIterator[list[Measure]]:
    database = house.engines.admin
    async with doors(house, seconds) as callers, limits.tables(database), echo(free_port()) as same:

        async def one_statement() -> float:
            return limits.one_statement(database, house.folder, 8, int(seconds))

        async def echoed() -> float:
            return (await load([partial(same, KILOBYTE)] * AT_ONCE, seconds)).rate

        async def arrays() -> float:
            return await limits.array_inserts(database, BATCH, BATCHES_AT_ONCE, seconds)

        rest = _watched(house, partial(callers.rest, AT_ONCE), 1)
        unary = _watched(house, partial(callers.grpc, 1, AT_ONCE), 1)
        batch = _watched(house, partial(callers.grpc, BATCH, BATCHES_AT_ONCE), BATCH)
        yield [
            _measure(
                f"register over REST, {AT_ONCE} at once",
                rest,
                LEAST_SHARE["rest"],
                "pgbench, one statement, 8 clients",
                one_statement,
                p99_ms=MOST_P99_MS,
            ),
            _waited(callers),
            _measure(
                f"register over gRPC, {AT_ONCE} at once",
                unary,
                LEAST_SHARE["unary"],
                f"gRPC echo of 1 KB, {AT_ONCE} at once",
                echoed,
            ),
            _measure(
                f"register over gRPC, {BATCH} a call",
                batch,
                LEAST_SHARE["batch"],
                f"array insert of {BATCH}, {BATCHES_AT_ONCE} at once",
                arrays,
            ),
        ]


Watched = Callable[[Measure], Awaitable[float]]


def _watched(house: House, call: Callable[[], Awaitable[Seen]], rows: int) -> Watched:
    """The rate, and beside it the tails and what the process worked for one registration."""

    async def run(measure: Measure) -> float:
        before = cpu_seconds(house.number)
        seen = await call()
        await house.at_rest()
        worked = (cpu_seconds(house.number) - before) / (len(seen.answers) * rows)
        measure.note(
            p50_ms=seen.within(50) * 1000, p99_ms=seen.within(99) * 1000, cpu_ms=worked * 1000
        )
        return seen.rate * rows

    return run


def _measure(
    name: str,
    watched: Watched,
    goal: float,
    limit: str,
    limit_run: Callable[[], Awaitable[float]],
    **most: float,
) -> Measure:
    async def run() -> float:
        return await watched(measure)

    measure = Measure(name, "/s", run, goal, limit, limit_run, most_beside=most)
    return measure


def _waited(callers: Doors) -> Measure:
    """How long one waits where no crowd is."""

    async def run() -> float:
        seen = await callers.rest(FEW_AT_ONCE)
        await callers.house.at_rest()
        measure.note(p99_ms=seen.within(99) * 1000)
        return seen.within(50) * 1000

    name = f"register over REST, {FEW_AT_ONCE} at once, p50"
    measure = Measure(name, "ms", run, MOST_P50_MS, most=True)
    return measure
