"""Recompute every journal from its stored bytes, and compare its end with the aggregate's head."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from chassis.journal import seal
from chassis.migrations.migrate import Schema

PREFETCH = 2000
HEAD = {"jurisdiction", "id", "version", "head"}


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not follow from the one before it."""

    jurisdiction: str
    kind: str
    subject: UUID | None
    version: int
    fault: str


@dataclass(slots=True)
class Audit:
    """What was found in the journals of one service."""

    service: str
    chains: int = 0
    entries: int = 0
    broken: Broken | None = None


async def audit(admin: str, schemas: Sequence[Schema]) -> AsyncIterator[Audit]:
    """One moment of the whole database: what is written meanwhile breaks no chain."""
    connection = await asyncpg.connect(admin, timeout=10)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            for schema in schemas:
                yield await _audit(connection, schema)
    finally:
        await connection.close()


async def _audit(connection: "asyncpg.Connection[Any]", schema: Schema) -> Audit:
    found, chain = Audit(schema.service), _Chain()
    async for row in connection.cursor(_statement(schema), prefetch=PREFETCH):
        if (row["jurisdiction"], row["subject"]) != chain.key:
            found.broken = found.broken or chain.end()
            chain = _Chain.of(row)
            found.chains += 1
        if row["body"] is not None:
            found.entries += 1
            found.broken = found.broken or chain.follow(row)
    found.broken = found.broken or chain.end()
    return found


@dataclass(slots=True)
class _Chain:
    jurisdiction: str = ""
    subject: UUID | None = None
    kind: str = ""
    head: bytes | None = b""
    last: int | None = 0
    running: bytes = b""
    version: int = 0

    @classmethod
    def of(cls, row: Any) -> "_Chain":
        kind = row["kind"] or ""
        return cls(row["jurisdiction"], row["subject"], kind, row["head"], row["last"])

    @property
    def key(self) -> tuple[str, UUID | None]:
        return self.jurisdiction, self.subject

    def follow(self, row: Any) -> Broken | None:
        self.version += 1
        self.running = seal(self.running, row["body"])
        if row["version"] != self.version:
            return self._broken(self.version, "the entry is missing")
        if self.running != row["seal"]:
            return self._broken(self.version, "the entry was changed")
        said = (
            f'{{"of":"{self.jurisdiction}/{row["kind"]}/{self.subject}","version":{self.version},'
        )
        if not row["body"].startswith(said.encode()):
            return self._broken(self.version, "the entry belongs elsewhere")
        return None

    def end(self) -> Broken | None:
        if self.head is None:
            return self._broken(self.version, "what it is about is missing")
        if (self.version, self.running) != (self.last, self.head):
            return self._broken(self.version + 1, "the end of the journal is missing")
        return None

    def _broken(self, version: int, fault: str) -> Broken:
        return Broken(self.jurisdiction, self.kind, self.subject, version, fault)


def _statement(schema: Schema) -> str:
    """Every entry beside the head of its aggregate; an aggregate without entries is shown too."""
    heads = " UNION ALL ".join(
        f"SELECT jurisdiction, id AS subject, version AS last, head FROM {table.fullname}"  # noqa: S608 - names of our own
        for table in schema.metadata.tables.values()
        if set(table.columns.keys()) >= HEAD
    )
    nothing = "SELECT NULL::text, NULL::uuid, NULL::bigint, NULL::bytea WHERE false"
    return (
        "SELECT jurisdiction, subject, j.version, j.kind, j.body, j.seal, h.last, h.head "  # noqa: S608 - names of our own
        f"FROM {schema.service}.journal j "
        f"FULL JOIN ({heads or nothing}) h (jurisdiction, subject, last, head) "
        "USING (jurisdiction, subject) ORDER BY jurisdiction, subject, j.version"
    )
