"""Run one service or five in one process: the same code over the same wires."""

import asyncio
import gc
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

import grpc
import nats.errors
import uvicorn
from fastapi import FastAPI
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1._async import HealthServicer
from grpc_health.v1.health import SERVICE_NAME as HEALTH
from grpc_reflection.v1alpha import reflection
from nats.aio.client import Client as Bus
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp

from chassis import database, telemetry
from chassis.attachments import Attachments
from chassis.cancelling import insist
from chassis.connections import IDLE_SECONDS, Connection, sweep
from chassis.events.consumer import Subscription, consume
from chassis.events.relay import Relay
from chassis.events.streams import inbox, open_stream
from chassis.jobs import Job, repeat
from chassis.notify import Notifier
from chassis.peers import Credentials, Peers
from chassis.rpc import BOUNDS, Refusals
from chassis.schema import Machinery
from chassis.sweeping import Sweeper
from chassis.token import Verifier
from chassis.vault import Vault

log = logging.getLogger(__name__)

GRACE_SECONDS = 2
SWEPT_EVERY_SECONDS = 1.0
COLLECTED_AFTER = (10_000, 20, 50)
TRUSTED_PROXIES = "FORWARDED_ALLOW_IPS"
WAITING_CALLERS = 2048


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the engines and the other services are, and on which doors this process listens."""

    databases: Mapping[str, str]
    """Service → URL under its login role."""
    buses: Mapping[str, str]
    """Service → NATS URL under its own credentials."""
    peers: Mapping[str, str]
    """Service → host:port of its gRPC door."""
    issuer: str
    """Who signs people and machines in."""
    http_port: int
    grpc_port: int
    host: str = "127.0.0.1"
    client_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Service → with what it signs in to the others. A process knows those of its services."""
    built_in_issuer: bool = True
    """Whether identity is that issuer."""
    token_endpoint: str = ""
    """Where the issuer gives tokens to machines, if not where it says."""
    pool: int = 4


@dataclass(frozen=True, slots=True)
class Platform:
    """What every service is built upon."""

    settings: Settings
    tokens: Verifier
    vault: Vault
    notifier: Notifier
    attachments: Attachments
    now: Callable[[], datetime]
    places: Callable[[], Sequence[str]] = tuple
    """The jurisdictions of this installation, for the work that goes through all of them."""

    def engine(self, service: str) -> AsyncEngine:
        return database.engine(self.settings.databases[service], size=self.settings.pool)

    def peers(self, service: str) -> Peers:
        settings = self.settings
        credentials = Credentials(
            settings.issuer,
            f"service-{service}",
            settings.client_secrets.get(service, ""),
            settings.token_endpoint,
        )
        return Peers(settings.peers, credentials)


@dataclass(frozen=True, slots=True)
class Service:
    """What a service is, as data: whoever runs it opens what it finds here."""

    name: str
    engine: AsyncEngine
    machinery: Machinery
    rest: FastAPI
    register_rpc: Callable[[grpc.aio.Server], None] = lambda _: None
    rpc_names: tuple[str, ...] = ()
    publishes: bool = True
    subscriptions: tuple[Subscription, ...] = ()
    jobs: tuple[Job, ...] = ()
    peers: Peers | None = None
    needs: tuple[str, ...] = ("keep-organisation",)
    """Subscriptions that must have caught up before the service is ready."""
    last_event_stays: bool = False
    """Others are not ready before they have heard it: a stream that lost everything, or a restored
    platform, after a quiet month must have something to tell."""

    def missing(self) -> list[str]:
        return [
            subscription.durable
            for subscription in self.subscriptions
            if not subscription.caught_up.is_set()
            and any(subscription.durable.endswith(name) for name in self.needs)
        ]


class DoorTaken(OSError):
    """Another program listens where this process was told to."""

    def __init__(self, door: str, port: int) -> None:
        super().__init__(f"the {door} port {port} is taken")
        self.door, self.port = door, port


class Http(uvicorn.Server):
    """uvicorn that leaves signals to its owner, looks after its callers now and then, and closes
    its sockets when it is cancelled."""

    swept_at: float | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def on_tick(self, counter: int) -> bool:
        now = asyncio.get_running_loop().time()
        if self.swept_at is None or now - self.swept_at >= SWEPT_EVERY_SECONDS:
            sweep(self.server_state.connections, now, now - (self.swept_at or now))
            self.swept_at = now
        return await super().on_tick(counter)

    async def until_cancelled(self, door: socket.socket | None = None) -> None:
        serving = asyncio.create_task(self.serve([door] if door else None))
        try:
            await asyncio.shield(serving)
        finally:
            self.should_exit = True
            await serving


@dataclass(slots=True)
class Wire:
    """A service's connection to the bus, and who wants to hear that it came back."""

    service: str
    bus: Bus = field(default_factory=Bus)
    when_reconnected: list[Callable[[], None]] = field(default_factory=list)

    async def connect(self, url: str) -> None:
        await self.bus.connect(
            url,
            name=f"onedoor-{self.service}",
            inbox_prefix=inbox(self.service),
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            error_cb=_bus_fault,
            reconnected_cb=self._reconnected,
        )

    async def _reconnected(self) -> None:
        for told in self.when_reconnected:
            told()


class Readiness:
    """Liveness asks whether the process turns; readiness whether it should be sent work."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._stopping = False

    def stop(self) -> None:
        self._stopping = True

    async def faults(self, bus: Bus) -> list[str]:
        if self._stopping:
            return ["stopping"]
        faults = [] if bus.is_connected else ["bus"]
        for service in self._services:
            faults += service.missing()
            try:
                async with asyncio.timeout(2), service.engine.connect() as connection:
                    await connection.execute(text("SELECT 1"))
            except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not ready
                faults.append(f"database of {service.name}")
        return faults


async def run(
    platform: Platform,
    services: Sequence[Service],
    ready: asyncio.Event,
    outer: FastAPI | None = None,
) -> None:
    """Until cancelled. One failing task ends the process: half a platform is worse than none.

    Raises `DoorTaken` before anything is served.
    """
    settings, readiness = platform.settings, Readiness(services)
    outer = outer or FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, telemetry=telemetry.NOT_FASTAPIS
    )
    async with (
        _wires(settings, services) as wires,
        _calls(settings, services) as healthy,
        AsyncExitStack() as stack,
    ):
        door = stack.enter_context(_http_door(settings))
        _probes(outer, readiness, next(iter(wires.values())).bus)
        for service in services:
            outer.mount(f"/api/{service.name}", service.rest)
        http = Http(_http_config(telemetry.Traced(outer)))
        try:
            async with asyncio.TaskGroup() as tasks:
                for service in services:
                    await _open_stream(service, settings, wires[service.name], tasks)
                for service in services:
                    _open(service, platform, wires[service.name], tasks)
                tasks.create_task(http.until_cancelled(door))
                while not http.started:
                    await asyncio.sleep(0.005)
                while any(service.missing() for service in services):
                    await asyncio.sleep(0.005)
                await healthy()
                stack.enter_context(_seldom_collected())
                ready.set()
        except asyncio.CancelledError:
            readiness.stop()
            raise
        finally:
            for service in services:
                if service.peers:
                    await service.peers.close()
                await service.engine.dispose()


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """What was built by now lives as long as the process. Walking it again for every few hundred
    new objects cost a third of the time of a busy door, and nearly all of its slowest answers."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


async def _open_stream(
    service: Service, settings: Settings, wire: Wire, tasks: asyncio.TaskGroup
) -> None:
    """Before any consumer of this process asks for it."""
    if not service.publishes:
        return
    jetstream = wire.bus.jetstream(timeout=5)
    await insist(open_stream(jetstream, service.name))
    relay = Relay(service.name, settings.databases[service.name], jetstream)
    wire.when_reconnected.append(relay.reconnected)
    tasks.create_task(insist(relay.run()))


def _open(service: Service, platform: Platform, wire: Wire, tasks: asyncio.TaskGroup) -> None:
    jetstream = wire.bus.jetstream(timeout=5)
    sweeper = Sweeper(
        service.engine,
        service.machinery,
        platform.now,
        platform.places,
        service.last_event_stays,
    )
    for subscription in service.subscriptions:
        tasks.create_task(insist(consume(jetstream, subscription)))
    for job in (*service.jobs, sweeper.job(service.name)):
        tasks.create_task(insist(repeat(job, service.engine)))


@asynccontextmanager
async def _wires(settings: Settings, services: Sequence[Service]) -> AsyncIterator[dict[str, Wire]]:
    """One connection a service, under its own name: it may publish under no other."""
    wires: dict[str, Wire] = {}
    try:
        for service in services:
            wires[service.name] = Wire(service.name)
            await insist(wires[service.name].connect(settings.buses[service.name]))
        yield wires
    finally:
        for wire in wires.values():
            with suppress(nats.errors.Error, TimeoutError):
                await wire.bus.close()


async def _bus_fault(fault: Exception) -> None:
    log.info("the bus says: %s", type(fault).__name__)


@asynccontextmanager
async def _calls(
    settings: Settings, services: Sequence[Service]
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """The gRPC door, with health and reflection; unhealthy until told otherwise."""
    server = grpc.aio.server(
        interceptors=[Refusals()],
        options=[("grpc.so_reuseport", 0), *BOUNDS],
    )
    checks = HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    for service in services:
        service.register_rpc(server)
    names = [name for service in services for name in service.rpc_names]
    reflection.enable_server_reflection([*names, HEALTH], server)
    try:
        server.add_insecure_port(f"{settings.host}:{settings.grpc_port}")
    except RuntimeError as fault:  # what gRPC says of any address that it cannot have
        raise DoorTaken("grpc", settings.grpc_port) from fault
    await server.start()

    async def healthy() -> None:
        for name in ("", *names):
            await checks.set(name, health_pb2.HealthCheckResponse.SERVING)

    try:
        yield healthy
    finally:
        await checks.enter_graceful_shutdown()
        await server.stop(grace=1)


def _probes(outer: FastAPI, readiness: Readiness, bus: Bus) -> None:
    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"alive": True})

    async def readyz(_: Request) -> JSONResponse:
        faults = await readiness.faults(bus)
        return JSONResponse({"ready": not faults, "waits_for": faults}, 503 if faults else 200)

    outer.add_route("/livez", livez)
    outer.add_route("/readyz", readyz)


def _http_door(settings: Settings) -> socket.socket:
    """Opened here, since uvicorn would end the process where it finds it taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server(
            (settings.host, settings.http_port), family=family, backlog=WAITING_CALLERS
        )
    except OSError as fault:
        raise DoorTaken("http", settings.http_port) from fault


def _http_config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=TRUSTED_PROXIES in os.environ,  # or anybody here could choose an address
        http=Connection,
        ws="none",
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
