"""The permanent truth: one row per fact, each sealed with the hash of the one before it."""

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, Uuid

from chassis.database import Buffer, jurisdiction
from chassis.kernel import Aggregate, Fact, Personal

Seal = Callable[[Personal], str]


def journal_table(metadata: MetaData) -> Table:
    return Table(
        "journal",
        metadata,
        jurisdiction(),
        Column("subject", Uuid, primary_key=True),
        Column("version", BigInteger, primary_key=True),
        Column("kind", String, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("seal", LargeBinary, nullable=False),
    )


def append(
    buffer: Buffer, table: Table, aggregate: Aggregate, facts: list[Fact], seal_text: Seal
) -> None:
    """Number the facts, seal them over the bytes that are stored, and move the head on."""
    first = aggregate.version - len(facts) + 1
    for version, fact in enumerate(facts, first):
        body = entry(aggregate, version, fact, seal_text)
        aggregate.head = seal(aggregate.head, body)
        key = {"jurisdiction": aggregate.jurisdiction, "subject": aggregate.id, "version": version}
        kept = {"kind": aggregate.kind, "body": body, "seal": aggregate.head}
        buffer.insert(table, key | kept)


def seal(head: bytes, body: bytes) -> bytes:
    return sha256(head + body).digest()


def first_broken(entries: Iterable[tuple[int, bytes, bytes]], head: bytes) -> int | None:
    """The version of the first entry that is missing or does not follow from the one before.

    `head` is what the aggregate says its last entry's seal is: a chain cut short ends elsewhere.
    """
    running, expected = b"", 1
    for version, body, stored in entries:
        running = seal(running, body)
        if version != expected or running != stored:
            return expected
        expected += 1
    return None if running == head else expected


def entry(aggregate: Aggregate, version: int, fact: Fact, seal_text: Seal) -> bytes:
    """All that is sealed, in one JSON text: a row moved to another matter breaks the chain too."""
    told = codec(type(fact)).dump_json(fact, context={"seal": seal_text})
    of = f"{aggregate.jurisdiction}/{aggregate.kind}/{aggregate.id}"
    name = type(fact).__name__
    return b'{"of":"%b","version":%d,"fact":"%b","told":%b}' % (
        of.encode(),
        version,
        name.encode(),
        told,
    )


def codec(kind: Any) -> TypeAdapter[Any]:
    """How a fact or an aggregate is written down; personal texts only with a `seal` at hand."""
    return _codec(kind)


@cache
def _codec(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
