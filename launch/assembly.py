"""All services over given engines: the same functions for `onedoor up`, `serve` and the tests."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from chassis import runtime, telemetry
from chassis.attachments import Attachments, open_store
from chassis.kernel import Refusal
from chassis.migrations import migrate as migrations
from chassis.migrations.migrate import Schema
from chassis.notify import Notifier
from chassis.runtime import DoorTaken, Platform, Service
from chassis.token import HttpKeys, Issuer, Verifier
from chassis.vault import Vault, open_or_make
from launch.clock import CLOCK
from launch.doors import BUILT_IN, issuer_of
from launch.engines import SERVICES, Engines
from launch.errors import ChannelUnusable, DatabaseTooNew, PortInUse, ServiceNotBuilt
from launch.front import front
from launch.settings import Settings
from launch.unlocking import require_key
from law.loading import archive, load, places
from law.rulebook import Rulebooks
from services import alerts, evaluation, identity, intake, mediation
from services.alerts import service as alerts_service
from services.alerts.adapters import tables as alerts_tables
from services.evaluation import service as evaluation_service
from services.evaluation.adapters import tables as evaluation_tables
from services.identity import service as identity_service
from services.identity.adapters import tables as identity_tables
from services.intake import service as intake_service
from services.intake.adapters import tables as intake_tables
from services.mediation import service as mediation_service
from services.mediation.adapters import tables as mediation_tables

log = logging.getLogger(__name__)

BUILD: Mapping[str, Callable[[Platform, Rulebooks], Service]] = {
    "identity": identity_service.build,
    "intake": intake_service.build,
    "mediation": mediation_service.build,
    "evaluation": evaluation_service.build,
    "alerts": alerts_service.build,
}
SCHEMAS = tuple(
    Schema(service, tables.metadata, Path(str(package.__file__)).parent / "migrations" / "versions")
    for service, package, tables in (
        ("identity", identity, identity_tables),
        ("intake", intake, intake_tables),
        ("mediation", mediation, mediation_tables),
        ("evaluation", evaluation, evaluation_tables),
        ("alerts", alerts, alerts_tables),
    )
)


async def migrate(engines: Engines) -> None:
    try:
        await migrations.migrate(engines.admin, SCHEMAS, engines.database_passwords)
    except migrations.RevisionUnknown as fault:
        raise DatabaseTooNew(service=fault.service, revision=fault.revision) from fault


def trusted(settings: Settings) -> Issuer:
    return Issuer(
        issuer_of(settings),
        settings.issuer_audience,
        settings.issuer_person_claim,
        settings.issuer_jurisdiction_claim,
        settings.issuer_jwks,
    )


def platform(settings: Settings, now: Callable[[], datetime] = CLOCK) -> Platform:
    engines, trusts = settings.engines, trusted(settings)
    here = f"{settings.host}:{settings.grpc_port}"
    return Platform(
        settings=runtime.Settings(
            databases={name: engines.database(name) for name in SERVICES},
            buses={name: engines.bus(name) for name in SERVICES},
            peers={name: settings.peers.get(name, here) for name in SERVICES},
            issuer=trusts.url,
            built_in_issuer=trusts.url.endswith(BUILT_IN),
            token_endpoint=settings.issuer_token_endpoint,
            host=settings.host,
            http_port=settings.http_port,
            grpc_port=settings.grpc_port,
            client_secrets={
                name: word.get_secret_value() for name, word in settings.client_secrets.items()
            },
        ),
        tokens=Verifier([trusts], HttpKeys(), now),
        vault=Vault(open_or_make(master_key(settings))),
        notifier=Notifier({kind: url.get_secret_value() for kind, url in settings.notify.items()}),
        attachments=Attachments(open_store(settings.attachments or _folder(settings))),
        now=now,
    )


def master_key(settings: Settings) -> Path:
    return settings.data.absolute() / "keys" / "master.key"


def _folder(settings: Settings) -> str:
    return (settings.data.absolute() / "attachments").as_uri()


def shelf(settings: Settings) -> Rulebooks:
    """The rulebooks of this installation, with every version that a matter may still rest on."""
    kept = settings.data.absolute() / "rulebooks"
    books = load(settings.rulebooks, kept)
    archive(books, kept)
    return books


@contextmanager
def putting_together(name: str) -> Iterator[None]:
    """What is wrong with a choice is one sentence; where it was found stays in the log."""
    try:
        yield
    except Refusal:
        raise
    except Exception as fault:
        log.exception("%s could not be put together", name)
        raise ServiceNotBuilt(service=name, reason=_reason(fault)) from fault


def _reason(fault: Exception) -> str:
    """Not what was written wrongly: that may be a password."""
    if isinstance(fault, ValidationError):
        found = fault.errors(include_input=False, include_url=False, include_context=False)
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)
    first, *_ = str(fault).splitlines() or [""]
    return f"{type(fault).__name__}: {first}" if first else type(fault).__name__


async def require_master_key(settings: Settings, names: Iterable[str] = SERVICES) -> None:
    house, open_here = platform(settings), places(settings.rulebooks)
    for schema in SCHEMAS:
        if schema.service in names:
            engine = house.engine(schema.service)
            keys = schema.metadata.tables[f"{schema.service}.keys"]
            try:
                await require_key(house.vault, engine, keys, open_here, master_key(settings))
            finally:
                await engine.dispose()


async def serve(settings: Settings, names: Iterable[str], ready: asyncio.Event) -> None:
    """Run these services in this process, until cancelled."""
    told = telemetry.start("onedoor")
    try:
        rulebooks = shelf(settings)
        house = replace(platform(settings), places=rulebooks.jurisdictions)
        services = []
        for name in names:
            with putting_together(name):
                services.append(BUILD[name](house, rulebooks))
        if unusable := await asyncio.to_thread(house.notifier.unusable):
            raise ChannelUnusable(kinds=", ".join(unusable))
        await runtime.run(house, services, ready, front())
    except DoorTaken as fault:
        raise PortInUse(port=fault.port, option=f"--{fault.door}-port") from fault
    finally:
        await asyncio.to_thread(told.stop)
