"""One moment of the whole database: read while it works on, and loaded into an empty one."""

import asyncio
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from launch.backup.errors import DumpFailed, RestoreFailed
from launch.backup.manifest import Schema
from launch.database import UNREACHABLE
from launch.engines import SERVICES, shown
from launch.errors import DatabaseUnreachable
from launch.wheels import environment, last_line, postgres_program

READ_BYTES = 1024 * 1024

SCHEMA = """
    SELECT (SELECT version_num FROM {service}.alembic_version),
        (SELECT count(*) FROM {service}.journal),
        (SELECT coalesce(max(position), 0) FROM {service}.outbox)"""
PRESENT = "SELECT nspname FROM pg_namespace WHERE nspname = ANY($1) ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Moment:
    """A snapshot that lasts as long as its transaction: all that is read in it fits together."""

    admin: str
    connection: "asyncpg.Connection[Any]"
    snapshot: str

    async def schemas(self) -> Mapping[str, Schema]:
        found = {}
        for service in SERVICES:
            row = await self.connection.fetchrow(SCHEMA.format(service=service))
            revision, entries, last = row or ("", 0, 0)
            found[service] = Schema(revision=revision, entries=entries, last_event=last)
        return found

    async def dumped(self) -> AsyncIterator[bytes]:
        schemas = [f"--schema={service}" for service in SERVICES]
        how = ("--format=custom", "--compress=1", "--no-password", f"--snapshot={self.snapshot}")
        async with _running("pg_dump", self.admin, *how, *schemas) as (process, said):
            out = cast(StreamReader, process.stdout)
            while piece := await out.read(READ_BYTES):
                yield piece
        if process.returncode:
            raise DumpFailed(reason=last_line(await said))


@asynccontextmanager
async def one_moment(admin: str) -> AsyncIterator[Moment]:
    patient = {"idle_in_transaction_session_timeout": "0"}
    try:
        connection = await asyncpg.connect(admin, timeout=10, server_settings=patient)
    except UNREACHABLE as fault:
        raise DatabaseUnreachable(address=shown(admin), reason=fault) from fault
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            yield Moment(admin, connection, snapshot)
    finally:
        await connection.close()


async def schemas_there(admin: str) -> list[str]:
    connection = await asyncpg.connect(admin, timeout=10)
    try:
        return [row["nspname"] for row in await connection.fetch(PRESENT, SERVICES)]
    finally:
        await connection.close()


async def load(admin: str, dumped: AsyncIterable[bytes]) -> None:
    """In one transaction: all of it, or the database stays as it was."""
    how = ("--single-transaction", "--exit-on-error", "--no-password")
    async with _running("pg_restore", admin, *how) as (process, said):
        into = cast(StreamWriter, process.stdin)
        with suppress(BrokenPipeError, ConnectionResetError):  # it says why, on its way out
            async for piece in dumped:
                into.write(piece)
                await into.drain()
        into.close()
    if process.returncode:
        raise RestoreFailed(reason=last_line(await said))


@asynccontextmanager
async def _running(
    program: str, admin: str, *options: str
) -> AsyncIterator[tuple[Process, asyncio.Task[str]]]:
    """With what it says. It is waited for, or ended where we were interrupted."""
    address, word = apart(admin)
    reads = program == "pg_restore"
    process = await asyncio.create_subprocess_exec(
        postgres_program(program),
        *options,
        f"--dbname={address}",
        stdin=PIPE if reads else DEVNULL,
        stdout=DEVNULL if reads else PIPE,
        stderr=PIPE,
        env=environment() | ({"PGPASSWORD": word} if word else {}),
    )
    said = asyncio.create_task(_said(process))
    try:
        yield process, said
        await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


def apart(admin: str) -> tuple[str, str]:
    """The address and the password, which no command line may show."""
    parts = urlsplit(admin)
    user, at, host = parts.netloc.rpartition("@")
    name, _, word = user.partition(":")
    return urlunsplit(parts._replace(netloc=f"{name}{at}{host}")), unquote(word)


async def _said(process: Process) -> str:
    return (await cast(StreamReader, process.stderr).read()).decode(errors="replace")
