"""PostgreSQL: a transaction bound to one jurisdiction, and the buffer it writes at its end."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from asyncpg import (
    CharacterNotInRepertoireError,
    DataError,
    PostgresConnectionError,
    QueryCanceledError,
    UniqueViolationError,
    UntranslatableCharacterError,
)
from asyncpg.exceptions import InsufficientResourcesError, OperatorInterventionError
from sqlalchemy import Column, String, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chassis import telemetry
from chassis.kernel import ChangedMeanwhile, Conflict, InvalidInput, Unavailable

log = logging.getLogger(__name__)

Row = Mapping[str, Any]
JURISDICTION = "onedoor.jurisdiction"
READER = "onedoor.reader"
MACHINERY = "*"
LIMITS = {
    "statement_timeout": "20s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
"""Set with each connection: nothing waits, and nobody holds anything, without end."""
SEEN_FROM = f"SELECT set_config('{JURISDICTION}', $1, true), set_config('{READER}', $2, true)"
NAMING = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
}


# Whoever writes a version, or makes a subject's first key, does so on what they read before.
FIRST_COME = ("pk_journal", "pk_keys")


class AlreadyThere(Conflict):
    """Two requests raced for the same unique place; the constraint says which."""

    en = "Somebody else took this place first ({constraint}). Look at the present state."
    zh = "他人已先行占用({constraint}),请查看当前状态。"


class DatabaseAway(Unavailable):
    """Whether a commit on its way was made is not known: only an Idempotency-Key settles that."""

    en = "The database does not answer now. Try again shortly, with the same Idempotency-Key."
    zh = "数据库暂时没有应答,请稍后以同一 Idempotency-Key 重试。"


class ValueImpossible(InvalidInput):
    """The last net: what asks for a row need not pass the rules that what is written passes."""

    en = "The request holds a character or a number that no row can have."
    zh = "请求中含有数据库无法保存的字符或数字。"


class RequestRepeated(Conflict):
    """The same Idempotency-Key was answered before: the edge gives that answer again."""

    en = "This request was answered before."
    zh = "该请求此前已经办理。"


def jurisdiction() -> Column[str]:
    """The first column of every key."""
    return Column("jurisdiction", String, primary_key=True)


def engine(url: str, *, size: int = 4) -> AsyncEngine:
    """A small pool: on two cores more than eight busy connections in all only queue."""
    return create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://"),
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={
            "timeout": 10,
            "server_settings": {**LIMITS, "jit": "off"},
        },
    )


class Buffer:
    """Rows to write, kept until the end so that one statement can take them all."""

    def __init__(self) -> None:
        self._inserts: dict[Table, list[Row]] = {}
        self._upserts: dict[Table, dict[tuple[Any, ...], Row]] = {}

    def insert(self, table: Table, row: Row) -> None:
        self._inserts.setdefault(table, []).append(row)

    def upsert(self, table: Table, row: Row) -> None:
        key = tuple(row[column.name] for column in table.primary_key)
        self._upserts.setdefault(table, {})[key] = row

    async def flush(self, connection: AsyncConnection) -> None:
        """Rows of one table name the same columns; a missing one would shift the arrays."""
        writes = [(table, False, rows) for table, rows in self._inserts.items()]
        writes += [(table, True, list(rows.values())) for table, rows in self._upserts.items()]
        self._inserts, self._upserts = {}, {}
        if not writes:
            return
        statement = _statement(tuple((t, replaces, tuple(rows[0])) for t, replaces, rows in writes))
        columns = tuple([row[name] for row in rows] for _, _, rows in writes for name in rows[0])
        telemetry.batch_rows.record(sum(len(rows) for _, _, rows in writes))
        try:
            await connection.exec_driver_sql(statement, columns)
        except IntegrityError as fault:
            raise _refusal(fault) from fault


@dataclass(frozen=True, slots=True)
class Transaction:
    """One commit in one jurisdiction, seen with the eyes of one organ."""

    connection: AsyncConnection
    jurisdiction: str
    buffer: Buffer = field(default_factory=Buffer)


@asynccontextmanager
async def transaction(
    engine: AsyncEngine, jurisdiction: str, reader: str = ""
) -> AsyncIterator[Transaction]:
    """Row-level security sees the jurisdiction, and whose organ reads, for just this transaction.

    `reader` opens what is sealed for that organ; `MACHINERY` opens everything, for the work that
    no person sees.
    """
    async with unbound(engine) as connection:
        await connection.exec_driver_sql(SEEN_FROM, (jurisdiction, reader))
        work = Transaction(connection, jurisdiction)
        yield work
        await work.buffer.flush(connection)


@asynccontextmanager
async def unbound(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction in no jurisdiction, for the few tables without a policy that keeps them apart.

    Here and in `transaction` a database that is away is told as such; nothing else may open one.
    """
    try:
        connection = await engine.connect()
    except (OSError, PoolExhausted, DBAPIError) as fault:
        log.warning("no connection to the database: %s", type(fault).__name__)
        raise DatabaseAway from fault
    try:
        async with connection.begin():
            yield connection
    except DBAPIError as fault:
        if _is_away(fault):
            raise DatabaseAway from fault
        if _is_impossible(fault):
            log.warning("a value that no row can have: %s", type(_cause(fault)).__name__)
            raise ValueImpossible from fault
        raise
    finally:
        await connection.close()


@cache
def _statement(writes: tuple[tuple[Table, bool, tuple[str, ...]], ...]) -> str:
    """One statement for all tables: each array parameter is a column, each `w…` a table."""
    parts, position = [], 0
    for number, (table, replaces, names) in enumerate(writes):
        arrays, columns = [], []
        for name in names:
            position += 1
            type_ = _type(table.c[name])
            if type_.endswith("[]"):  # unnest would flatten an array of arrays
                arrays.append(f"${position}::text[]")
                columns.append(f"{name}::{type_}")
            else:
                arrays.append(f"${position}::{type_}[]")
                columns.append(name)
        rows = f"unnest({', '.join(arrays)}) AS rows ({', '.join(names)})"
        part = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(columns)} FROM {rows}"  # noqa: S608 - names of our own
        if replaces:
            key = ", ".join(column.name for column in table.primary_key)
            new = ", ".join(f"{n} = excluded.{n}" for n in names if not table.c[n].primary_key)
            part += f" ON CONFLICT ({key}) DO UPDATE SET {new}"
        parts.append(f"w{number} AS ({part})")
    return f"WITH {', '.join(parts)} SELECT"


def text_array(values: list[str] | None) -> str | None:
    """A `text[]` value as a buffer takes it: PostgreSQL's own notation."""
    if values is None:
        return None
    quoted = (value.replace("\\", r"\\").replace('"', r"\"") for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _type(column: Column[Any]) -> str:
    return str(column.type.compile(dialect=postgresql.dialect()))


def _is_away(fault: DBAPIError) -> bool:
    """Gone, going, not yet come, or out of disk; what takes too long is a fault of ours."""
    cause = _cause(fault)
    if isinstance(cause, QueryCanceledError):
        return False
    gone = OperatorInterventionError | PostgresConnectionError | InsufficientResourcesError
    return isinstance(cause, gone) or fault.connection_invalidated


def _is_impossible(fault: DBAPIError) -> bool:
    """A NUL, half a surrogate pair, a number beyond its column. PostgreSQL's own faults with data
    are kinds of DataError; that itself comes from the driver, before anything is sent."""
    cause = _cause(fault)
    unknown = isinstance(cause, CharacterNotInRepertoireError | UntranslatableCharacterError)
    return unknown or type(cause) is DataError


def _cause(fault: DBAPIError) -> BaseException | None:
    return fault.orig.__cause__ if fault.orig else None


def _refusal(fault: IntegrityError) -> Exception:
    cause = _cause(fault)
    if not isinstance(cause, UniqueViolationError):
        return fault
    if cause.constraint_name in FIRST_COME:
        return ChangedMeanwhile()
    if cause.constraint_name == "pk_answers":
        return RequestRepeated()
    return AlreadyThere(constraint=cause.constraint_name)
