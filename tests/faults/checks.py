"""What must hold after every fault: all that was acknowledged, once, and everywhere the same."""

import asyncio
import time
from collections import Counter

import asyncpg
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from chassis.events.streams import stream
from launch.assembly import SCHEMAS
from launch.auditing import audit
from launch.engines import SERVICES
from launch.hearing import HEARS
from onedoor.alerts.v1 import alerts_service_pb2 as alerts
from onedoor.alerts.v1.alerts_service_pb2_grpc import AlertsServiceStub
from tests.faults.ledger import MAY_BE_TRIED_AGAIN, STEPS
from tests.faults.stage import Stage

OWED = ("notice", "handling")
LOOK_SECONDS = 0.2
ARRIVED_SECONDS = 100
"""What a killed consumer had in hand comes again after five; a full disk takes its time."""
UNSENT = " UNION ALL ".join(
    f"SELECT '{name}', count(*) FROM {name}.outbox WHERE stream_sequence IS NULL"
    for name in SERVICES
)
PARKED = " UNION ALL ".join(f"SELECT consumer, fault FROM {name}.parked" for name in SERVICES)
UNHEARD = """
    SELECT count(*) FROM {producer}.outbox o WHERE subject ~ $2 AND NOT EXISTS
        (SELECT 1 FROM {consumer}.inbox i
         WHERE i.consumer = $1 AND i.jurisdiction = o.jurisdiction AND i.event_id = o.event_id)"""

Connection = asyncpg.Connection


def check(stage: Stage) -> None:
    """Raises at what does not hold. Nobody may be writing meanwhile."""
    strange = {
        code: n for code, n in stage.ledger.troubles.items() if code not in MAY_BE_TRIED_AGAIN
    }
    assert not strange, f"answers that nobody should get: {strange}"
    asyncio.run(_behind_the_doors(stage))
    _projections(stage)


def verify(stage: Stage) -> None:
    """The command that operators have; what it recomputes is checked after every round as well."""
    if stage.outside is None:
        assert "✗" not in stage.house.run("audit", "verify")


async def _behind_the_doors(stage: Stage) -> None:
    connection = await asyncpg.connect(stage.engines.admin, timeout=10)
    try:
        await _nothing_lost_or_doubled(stage, connection)
        await _every_event_arrived(stage, connection)
        parked = Counter((row[0], row[1]) for row in await connection.fetch(PARKED))
        assert not parked, f"parked: {dict(parked)}"
    finally:
        await connection.close()
    async for found in audit(stage.engines.admin, SCHEMAS):
        assert found.broken is None, f"{found.service}: {found.broken}"


async def _nothing_lost_or_doubled(stage: Stage, connection: Connection) -> None:
    ledger = stage.ledger
    rows = await connection.fetch("SELECT id, version FROM intake.matters")
    there = {str(row["id"]): row["version"] for row in rows}
    noted = dict.fromkeys(ledger.walked, STEPS) | dict.fromkeys(ledger.imported.values(), 1)
    assert len(set(ledger.imported.values())) == len(ledger.imported), "two rows, one matter"
    lost = {matter: version for matter, version in noted.items() if there.get(matter) != version}
    assert not lost, f"{len(lost)} acknowledged writes are lost, such as {_some(lost)}"
    more = there.keys() - noted.keys()
    assert not more, f"{len(more)} matters are there that nobody was told of: {_some(more)}"


async def _every_event_arrived(stage: Stage, connection: Connection) -> None:
    """Published, and claimed by every consumer that wants it."""
    wanted = await _wanted(stage)
    until = time.monotonic() + ARRIVED_SECONDS
    while left := await _on_its_way(connection, wanted):
        assert time.monotonic() < until, f"on its way for ever: {left}"
        await asyncio.sleep(LOOK_SECONDS)


async def _wanted(stage: Stage) -> list[tuple[str, str, str, str]]:
    """Consumer, its producer, its durable, and a pattern of the subjects that it asked for."""
    found = []
    async with stage.bus() as jetstream:
        for consumer, heard in HEARS.items():
            for durable, producer in heard.items():
                subjects = await _subjects(jetstream, producer, durable)
                pattern = "|".join(s.replace(".", r"\.").replace("*", "[^.]+") for s in subjects)
                found.append((consumer, producer, durable, f"^({pattern})$"))
    return found


async def _subjects(jetstream: JetStreamContext, producer: str, durable: str) -> list[str]:
    until = time.monotonic() + ARRIVED_SECONDS
    while True:
        try:
            config = (await jetstream.consumer_info(stream(producer), durable)).config
        except NotFoundError:
            assert time.monotonic() < until, f"{durable} did not come back"
            await asyncio.sleep(LOOK_SECONDS)
        else:
            return config.filter_subjects or [str(config.filter_subject)]


async def _on_its_way(
    connection: Connection, wanted: list[tuple[str, str, str, str]]
) -> dict[str, int]:
    left = {name: count for name, count in await connection.fetch(UNSENT) if count}
    for consumer, producer, durable, pattern in wanted:
        question = UNHEARD.format(producer=producer, consumer=consumer)
        if count := await connection.fetchval(question, durable, pattern):
            left[durable] = count
    return left


def _projections(stage: Stage) -> None:
    """The board is what its rows say, what a rebuild says, and what we counted ourselves."""
    house, ledger = stage.house, stage.ledger
    auditor, reader = house.person("petition-bureau.auditor"), house.person("county.leader")
    live = ledger.again(lambda: auditor.get("alerts", "/v1/digest"))
    assert live["disagreeing"] == 0, f"{live['disagreeing']} counters differ from a recount"
    cells = ledger.again(lambda: reader.get("alerts", "/v1/board"))["cells"]
    counted = Counter({(c["organ"], c["term"]): c["open"] for c in cells if c["open"]})
    expected = Counter((organ, term) for organ in ledger.walked.values() for term in OWED)
    expected["petition-bureau", "disposal"] = len(ledger.imported)
    assert counted == expected, f"the board counts {counted}, the ledger {expected}"
    machine = house.service("alerts")
    stub = AlertsServiceStub(machine.channel("alerts"))
    ledger.again(lambda: machine.call(stub.RebuildProjections, alerts.RebuildProjectionsRequest()))
    rebuilt = auditor.get("alerts", "/v1/digest")
    assert rebuilt == live, f"rebuilt {rebuilt}, live {live}"


def _some(found: object) -> str:
    return str(list(found)[:3])  # type: ignore[call-overload]
