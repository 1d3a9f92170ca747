"""The faults. Each strikes a stage once, returns when its cause is gone, and says what it hit."""

import asyncio
import errno
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from zlib import crc32

import asyncpg
import grpc

from chassis.events.streams import stream
from chassis.kernel import Unavailable
from launch.answers import PlatformRefused
from launch.engines import SERVICES
from launch.hearing import HEARS
from onedoor.alerts.v1 import alerts_service_pb2 as alerts
from onedoor.alerts.v1.alerts_service_pb2_grpc import AlertsServiceStub
from tests.faults.stage import NATS, POSTGRES, Stage

SHORT, LONG = 0.3, 6.0
"""How long something is away, in seconds."""
SLOW, SLOWEST = 0.02, 0.15
HELD_BACK_SECONDS = 4.0
TRIES = 8
HELD_SECONDS = 0.3
REBUILT_SECONDS = 0.6
"""About what it takes of so few matters."""
HEARD = next(iter(HEARS["alerts"].items()))
PUBLISHERS = ("intake", "alerts", "identity")
JUMPS = tuple(timedelta(hours=hours) for hours in (-24, -1, 1, 24))
BALLAST = 1024 * 1024

Strike = Callable[[Stage, Random], str]


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    strike: Strike
    can: Callable[[Stage], bool] = lambda _: True


def _engine_killed(engine: str) -> Strike:
    def strike(stage: Stage, _: Random) -> str:
        stage.kill(engine)
        return engine

    return strike


def _engine_halted(engine: str) -> Strike:
    def strike(stage: Stage, dice: Random) -> str:
        seconds = dice.uniform(SHORT, LONG)
        with stage.halted(engine):
            time.sleep(seconds)
        return f"{engine} for {seconds:.1f} s"

    return strike


def both_engines_killed(stage: Stage, dice: Random) -> str:
    first, second = dice.sample((POSTGRES, NATS), 2)
    stage.kill(first)
    time.sleep(dice.uniform(0, 1))
    stage.kill(second)
    return f"{first}, then {second}"


def service_killed(stage: Stage, dice: Random) -> str:
    name = dice.choice(SERVICES)
    stage.kill_service(name)
    return name


def service_halted(stage: Stage, dice: Random) -> str:
    name, seconds = dice.choice(SERVICES), dice.uniform(SHORT, LONG)
    with stage.service_halted(name):
        time.sleep(seconds)
    return f"{name} for {seconds:.1f} s"


def platform_killed(stage: Stage, _: Random) -> str:
    """The process of `onedoor up` takes everything with it that it started."""
    stage.house.kill()
    stage.house.open()
    return "onedoor up"


def power_cut(stage: Stage, _: Random) -> str:
    stage.house.kill_all()
    stage.house.open()
    return "platform and engines in one moment"


def closed_and_opened(stage: Stage, _: Random) -> str:
    """No fault at all, but under load: an orderly end loses nothing either."""
    code = stage.house.close()
    assert code == 0, f"it ended with {code}"
    stage.house.open()
    return "in order"


def relay_cut_off(stage: Stage, dice: Random) -> str:
    """The connection on which a relay holds its lock, or several of them, or everybody's."""
    names = dice.sample(SERVICES, dice.randint(1, len(SERVICES)))
    keys = [crc32(f"relay {name}".encode()) for name in names]
    everybody = dice.random() < 0.3

    async def cut() -> int:
        connection = await asyncpg.connect(stage.engines.admin)
        try:
            which = (
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND backend_type = 'client backend' AND $1::bigint[] IS NOT NULL"
                if everybody
                else "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND ((classid::bigint << 32) | objid::bigint) = ANY ($1)"
            )
            ended = await connection.fetch(
                f"SELECT pg_terminate_backend(pid) FROM ({which}) p", keys
            )
            return len(ended)
        finally:
            await connection.close()

    count = asyncio.run(cut())
    assert count, "no relay had a connection"
    return f"{'all' if everybody else ', '.join(names)}: {count} connections"


def killed_before_acknowledging(stage: Stage, dice: Random) -> str:
    """The effect is committed, the acknowledgement is on the wire, and then the process is dead.

    The way to the bus lets events in and holds back what is said to it, until a consumer has
    claimed what the bus still takes to be in its hands. Who had not asked for events by then gets
    none: it is tried again.
    """
    durable, _ = HEARD
    held = 0
    for _ in range(TRIES):
        before = asyncio.run(_claimed(stage, durable))
        with stage.ways[NATS].deaf(to="onedoor-alerts"):
            held = asyncio.run(_until_claimed_and_unacknowledged(stage, before))
            if held:
                time.sleep(dice.uniform(0, 0.3))
                if stage.kind.split:
                    stage.kill_service("alerts")
                else:
                    stage.house.kill()
                break
        time.sleep(HELD_BACK_SECONDS)
    if held and not stage.kind.split:
        stage.house.open()
    assert held, "no consumer had an effect whose acknowledgement was held back"
    return f"{held} events in hand"


def killed_in_a_rebuild(stage: Stage, dice: Random) -> str:
    """Of the board, which must not stay behind half full."""
    machine = stage.house.service("alerts")
    stub = AlertsServiceStub(machine.channel("alerts"))
    with ThreadPoolExecutor(1) as operator:
        request = alerts.RebuildProjectionsRequest()
        asked = operator.submit(machine.call, stub.RebuildProjections, request)
        time.sleep(dice.uniform(0, REBUILT_SECONDS))
        stage.kill_service("alerts")
    fault = asked.exception()
    if fault and not isinstance(fault, grpc.RpcError | PlatformRefused | Unavailable):
        raise fault
    return f"broken off with {type(fault).__name__}" if fault else "it was done before"


async def _claimed(stage: Stage, durable: str) -> int:
    connection = await asyncpg.connect(stage.engines.admin)
    try:
        claims = "SELECT count(*) FROM alerts.inbox WHERE consumer = $1"
        return int(await connection.fetchval(claims, durable))
    finally:
        await connection.close()


async def _until_claimed_and_unacknowledged(stage: Stage, before: int) -> int:
    """Whose acknowledgements are held back has no fewer in hand a moment later."""
    durable, producer = HEARD
    held, until = 0, time.monotonic() + HELD_BACK_SECONDS
    async with stage.bus() as jetstream:
        while time.monotonic() < until:
            info = await jetstream.consumer_info(stream(producer), durable)
            now = info.num_ack_pending or 0
            if now and now == held and await _claimed(stage, durable) > before:
                return held
            held = now
            await asyncio.sleep(HELD_SECONDS)
    return 0


def refused(stage: Stage, dice: Random) -> str:
    names = dice.choice(((POSTGRES,), (NATS,), (POSTGRES, NATS)))
    seconds = dice.uniform(SHORT, LONG)
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(stage.ways[name].refusing())
        time.sleep(seconds)
    return f"{', '.join(names)} for {seconds:.1f} s"


def silent(stage: Stage, dice: Random) -> str:
    name, seconds = dice.choice((POSTGRES, NATS)), dice.uniform(SHORT, LONG)
    with stage.ways[name].silent():
        time.sleep(seconds)
    return f"{name} for {seconds:.1f} s"


def slow(stage: Stage, dice: Random) -> str:
    name, seconds = dice.choice((POSTGRES, NATS)), dice.uniform(SHORT, LONG)
    delay = dice.uniform(SLOW, SLOWEST)
    with stage.ways[name].slow(delay):
        time.sleep(seconds)
    return f"{name}, {delay * 1000:.0f} ms each way, for {seconds:.1f} s"


def clock_jumped(stage: Stage, dice: Random) -> str:
    """There, and back again: both ways are a jump."""
    jump = dice.choice(JUMPS)
    assert stage.clock
    stage.clock.put(jump)
    try:
        time.sleep(dice.uniform(1, LONG))
    finally:
        stage.clock.put(timedelta(0))
    return f"{jump.total_seconds() / 3600:+.0f} h"


def _stream_lost(what: str) -> Strike:
    def strike(stage: Stage, dice: Random) -> str:
        name = dice.choice(PUBLISHERS)

        async def lose() -> None:
            async with stage.bus() as jetstream:
                lost = jetstream.purge_stream if what == "purged" else jetstream.delete_stream
                await lost(stream(name))

        asyncio.run(lose())
        return name

    return strike


def bus_disk_lost(stage: Stage, _: Random) -> str:
    """The machine comes back without what NATS had written."""
    stage.house.kill_all()
    shutil.rmtree(stage.house.data / NATS)
    stage.house.open()
    return "all streams"


def database_set_back(stage: Stage, dice: Random) -> str:
    """Its files are those of an hour ago, and the bus has gone on."""
    house, ledger = stage.house, stage.ledger
    data = house.data / POSTGRES
    with ledger.resting():
        noted = ledger.copy()
        house.close()
        shutil.copytree(data, house.folder / "earlier", symlinks=True)
        house.open()
    ledger.gets_on(time.monotonic() + dice.uniform(0, 2), within=ledger.patience)
    with ledger.resting():
        undone = len(ledger.walked) + len(ledger.imported)
        house.kill_all()
        shutil.rmtree(data)
        (house.folder / "earlier").replace(data)
        ledger.go_back_to(noted)
        house.open()
    undone -= len(noted.walked) + len(noted.imported)
    return f"{undone} acknowledged writes undone with it"


def disk_full(stage: Stage, dice: Random) -> str:
    seconds = dice.uniform(SHORT, LONG)
    assert stage.disk
    ballast = stage.disk / "ballast"
    try:
        _fill(ballast.open("wb", buffering=0).fileno)
        time.sleep(seconds)
    finally:
        ballast.unlink()
    ended = stage.open_again_if_it_ended()
    return f"for {seconds:.1f} s" + (", opened again by hand" if ended else "")


def _fill(file: Callable[[], int]) -> None:
    piece = BALLAST
    while piece:
        try:
            os.write(file(), bytes(piece))
        except OSError as fault:
            if fault.errno != errno.ENOSPC:
                raise
            piece //= 2


def _by_url(stage: Stage) -> bool:
    return bool(stage.ways)


def _at_home(stage: Stage) -> bool:
    return stage.outside is None


FAULTS = (
    Fault("postgres killed", _engine_killed(POSTGRES)),
    Fault("nats killed", _engine_killed(NATS)),
    Fault("postgres halted", _engine_halted(POSTGRES)),
    Fault("nats halted", _engine_halted(NATS)),
    Fault("both engines killed", both_engines_killed),
    Fault("service killed", service_killed),
    Fault("service halted", service_halted),
    Fault("platform killed", platform_killed),
    Fault("power cut", power_cut, _at_home),
    Fault("closed and opened", closed_and_opened),
    Fault("relay cut off", relay_cut_off),
    Fault("killed before acknowledging", killed_before_acknowledging, _by_url),
    Fault("killed in a rebuild", killed_in_a_rebuild),
    Fault("connections refused", refused, _by_url),
    Fault("network silent", silent, _by_url),
    Fault("network slow", slow, _by_url),
    Fault("clock jumped", clock_jumped, lambda stage: stage.clock is not None),
    Fault("stream purged", _stream_lost("purged")),
    Fault("stream deleted", _stream_lost("deleted")),
    Fault("bus lost its disk", bus_disk_lost, _at_home),
    Fault("database set back", database_set_back, _at_home),
    Fault("disk full", disk_full, lambda stage: stage.disk is not None),
)
