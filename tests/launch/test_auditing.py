"""An audit finds what was changed, taken away, moved or cut off, and names the first place."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.aggregates import aggregate_table
from chassis.journal import journal_table, seal
from chassis.migrations.migrate import Schema
from launch.auditing import Audit, audit
from launch.database import create_database
from launch.engines import Engines
from tests.builders import an_id, somewhere

pytestmark = pytest.mark.engines


@dataclass(frozen=True, slots=True)
class Books:
    """A schema with a journal and one kind of aggregate, in a database of its own."""

    url: str
    engine: AsyncEngine
    schema: Schema

    async def run(self, statement: str, **values: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(statement), values)

    async def write(self, where: str, subject: UUID, told: Sequence[str]) -> None:
        head = b""
        for version, fact in enumerate(told, 1):
            of = f"{where}/thing/{subject}"
            body = f'{{"of":"{of}","version":{version},"told":"{fact}"}}'.encode()
            head = seal(head, body)
            await self.run(
                "INSERT INTO books.journal VALUES (:where, :id, :version, 'thing', :body, :seal)",
                where=where,
                id=subject,
                version=version,
                body=body,
                seal=head,
            )
        await self.run(
            "INSERT INTO books.things VALUES (:where, :id, :version, :head, '{}')",
            where=where,
            id=subject,
            version=len(told),
            head=head,
        )

    async def audited(self) -> Audit:
        [found] = [each async for each in audit(self.url, [self.schema])]
        return found


@pytest.fixture
async def books(engines: Engines) -> AsyncIterator[Books]:
    url = f"{engines.admin}_{an_id().hex}"
    await create_database(url)
    metadata = MetaData(schema="books")
    journal_table(metadata)
    aggregate_table("things", metadata)
    engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
    kept = Books(url, engine, Schema("books", metadata, Path()))
    await kept.run("CREATE SCHEMA books")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield kept
    await engine.dispose()


@pytest.fixture
async def three(books: Books) -> tuple[str, UUID]:
    """Three chains; the one in the middle is what a test spoils."""
    where = somewhere()
    first, middle, last = sorted(an_id() for _ in range(3))
    for subject in (first, middle, last):
        await books.write(where, subject, ["registered", "accepted", "closed"])
    return where, middle


async def test_untouched_journals_verify(books: Books, three: tuple[str, UUID]) -> None:
    found = await books.audited()

    assert found.broken is None
    assert (found.chains, found.entries) == (3, 9)


SPOILED = {
    "the entry was changed": (
        "UPDATE books.journal SET body = replace(encode(body, 'escape'), 'accepted', 'refused')"
        "::bytea WHERE subject = :id AND version = 2",
        2,
    ),
    "the entry is missing": ("DELETE FROM books.journal WHERE subject = :id AND version = 2", 2),
    "the end of the journal is missing": (
        "DELETE FROM books.journal WHERE subject = :id AND version = 3",
        3,
    ),
    "what it is about is missing": ("DELETE FROM books.things WHERE id = :id", 3),
}


@pytest.mark.parametrize(("fault", "deed"), SPOILED.items(), ids=list(SPOILED))
async def test_the_first_broken_link_is_named(
    books: Books, three: tuple[str, UUID], fault: str, deed: tuple[str, int]
) -> None:
    where, subject = three
    statement, version = deed
    await books.run(statement, id=subject)

    broken = (await books.audited()).broken

    assert broken
    assert (broken.jurisdiction, broken.subject) == (where, subject)
    assert (broken.version, broken.fault) == (version, fault)


async def test_a_journal_taken_away_whole_is_noticed(books: Books, three: tuple[str, UUID]) -> None:
    await books.run("DELETE FROM books.journal WHERE subject = :id", id=three[1])

    broken = (await books.audited()).broken

    assert broken
    assert (broken.subject, broken.version) == (three[1], 1)


async def test_a_journal_moved_to_another_matter_is_noticed(
    books: Books, three: tuple[str, UUID]
) -> None:
    stranger = an_id()
    for table, key in (("journal", "subject"), ("things", "id")):
        statement = f"UPDATE books.{table} SET {key} = :other WHERE {key} = :id"
        await books.run(statement, id=three[1], other=stranger)

    broken = (await books.audited()).broken

    assert broken
    assert (broken.subject, broken.fault) == (stranger, "the entry belongs elsewhere")
