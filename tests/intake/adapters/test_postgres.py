"""Matters and parties in a real PostgreSQL: one commit, sealed texts, nobody else's rows."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import event, select, update

from chassis import database, journal
from chassis.database import JURISDICTION, MACHINERY, READER, AlreadyThere
from chassis.kernel import ChangedMeanwhile
from launch.engines import Engines
from services.intake.adapters.tables import items, machinery, matters, metadata
from services.intake.domain import giving
from services.intake.domain.errors import NoSuchMatter, NoSuchParty
from services.intake.domain.matter import Matter
from services.intake.usecases import AlreadyRegistered, Submission, register_petitions
from services.intake.usecases.register_petitions import Outcome, Registered
from tests.builders import NOON, an_id
from tests.intake.conftest import Clerk, Place
from tests.intake.doing import (
    ACCUSATION,
    CLAIM,
    LETTER,
    PETITIONER,
    a_closed_matter,
    a_forwarded_matter,
    a_matter,
    done,
    shown,
)

pytestmark = pytest.mark.engines

NAMES = ("王小明", "13800001234", "阳光小区", "张处长", "送达给家属")


async def register(clerk: Clerk, *sources: str) -> Sequence[Outcome]:
    rows = [
        Submission(actor=clerk.actor, fields=LETTER, source="old", external_id=source)
        for source in sources
    ]
    return await register_petitions(clerk.place.house.intake.ports, clerk.place.code, rows)


@contextmanager
def statements(place: Place) -> Iterator[list[str]]:
    seen: list[str] = []

    def heard(*sent: Any) -> None:
        seen.append(sent[2])

    event.listen(place.house.engine.sync_engine, "before_cursor_execute", heard)
    yield seen
    event.remove(place.house.engine.sync_engine, "before_cursor_execute", heard)


async def test_a_batch_of_any_size_is_written_by_one_statement(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    await register(bureau, "")

    with statements(place) as sent:
        outcomes = await register(bureau, *[""] * 50)

    assert sum(isinstance(outcome, Registered) for outcome in outcomes) == 50
    assert len([statement for statement in sent if "set_config" in statement]) == 1
    assert len([statement for statement in sent if "INSERT" in statement]) == 1
    assert len(sent) == 2


async def test_of_two_that_accept_at_once_one_is_told_to_look_again(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter, ports = UUID(await a_forwarded_matter(bureau)), place.house.intake.ports
    barrier = asyncio.Barrier(2)

    async def accept() -> Matter:
        async with ports.transaction(housing.actor) as work:
            found = await work.matters.get(matter, seen_by=housing.actor)
            await barrier.wait()
            rules = ports.rulebooks.version(found.rulebook)
            giving.accept(found, rules=rules, by=housing.actor, now=NOON)
            await work.matters.save(found)
        return found

    outcomes = await asyncio.gather(accept(), accept(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChangedMeanwhile", "Matter"]
    assert any(isinstance(outcome, ChangedMeanwhile) for outcome in outcomes)


async def test_the_same_item_twice_in_one_batch_and_again_is_one_matter(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    first, twin = await register(bureau, "17", "17")
    (again,) = await register(bureau, "17")

    assert isinstance(first, Registered)
    assert twin == again == AlreadyRegistered(first.matter.id)


async def test_of_two_imports_that_race_for_one_item_one_falls_whole(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    await register(bureau, "1")
    item = items.c

    async def same_place() -> None:
        async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
            work.buffer.insert(
                items,
                {
                    "jurisdiction": place.code,
                    "id": an_id(),
                    "matter_id": an_id(),
                    item.source.name: "old",
                    item.external_id.name: "1",
                    "received": NOON.date(),
                },
            )

    with pytest.raises(AlreadyThere) as refused:
        await same_place()

    assert refused.value.params == {"constraint": "uq_items_external_id"}


async def test_a_stranger_loads_nothing(place: Place) -> None:
    bureau, health = await place.clerk("petition-bureau"), await place.clerk("health", frozenset())
    matter = UUID(await a_matter(bureau))

    async with place.house.intake.ports.transaction(health.actor) as work:
        with pytest.raises(NoSuchMatter):
            await work.matters.get(matter, seen_by=health.actor)


async def test_a_party_of_another_matter_is_not_found(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter, other = await a_matter(bureau, parties=[PETITIONER]), await a_matter(bureau)
    party = UUID((await shown(bureau, matter))["parties"][0]["id"])

    async with place.house.intake.ports.transaction(bureau.actor) as work:
        with pytest.raises(NoSuchParty):
            await work.parties.get(UUID(other), party)


async def test_the_database_itself_shows_no_other_place(place: Place, engines: Engines) -> None:
    await a_matter(await place.clerk("petition-bureau"), parties=[PETITIONER])
    tables = [t.name for t in metadata.sorted_tables if t.name not in {"outbox", "calendars"}]

    silent = await counts(engines, tables, "", MACHINERY)
    elsewhere = await counts(engines, tables, "000000", MACHINERY)
    here = await counts(engines, tables, place.code, "")

    assert set(silent.values()) == set(elsewhere.values()) == {0}
    assert here["matters"] == here["parties"] == here["items"] == here["holdings"] == 1


async def test_the_database_itself_shows_a_sealed_matter_to_its_readers_only(
    place: Place, engines: Engines
) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_forwarded_matter(bureau, parties=[PETITIONER])
    await done(bureau, matter, "classify", **ACCUSATION, respondents=["housing"])
    tables = ["matters", "parties", "holdings"]

    barred = await counts(engines, tables, place.code, "housing")
    nobody = await counts(engines, tables, place.code, "")
    reader = await counts(engines, tables, place.code, "discipline")

    assert set(barred.values()) == set(nobody.values()) == {0}
    assert (reader["matters"], reader["parties"]) == (1, 1)


async def test_the_journal_cannot_be_changed(place: Place, engines: Engines) -> None:
    await a_matter(await place.clerk("petition-bureau"))
    connection = await asyncpg.connect(engines.database("intake"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM intake.journal")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM intake.matters")
    finally:
        await connection.close()


async def counts(
    engines: Engines, tables: Sequence[str], where: str, reader: str
) -> dict[str, int]:
    connection = await asyncpg.connect(engines.database("intake"))
    try:
        async with connection.transaction():
            for name, value in ((JURISDICTION, where), (READER, reader)):
                await connection.execute("SELECT set_config($1, $2, true)", name, value)
            return {
                table: await connection.fetchval(f"SELECT count(*) FROM intake.{table}")
                for table in tables
            }
    finally:
        await connection.close()


async def test_nothing_that_names_anybody_lies_in_the_clear(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    answer = {"requests": ["给王小明修电梯"], "body": "阳光小区的电梯停了", "title": "张处长不管"}
    matter = await a_closed_matter(bureau, housing, parties=[PETITIONER], **answer)
    party = (await shown(bureau, matter))["parties"][0]["id"]
    await bureau.post(f"matters/{matter}/parties/{party}:reveal", purpose="送达给家属")
    await place.index()

    seen = await everything(place)

    assert "MatterRegistered" in seen
    assert [name for name in NAMES if name in seen] == []


async def everything(place: Place) -> str:
    """All rows of this place, as they lie in the tables."""

    def said(value: object) -> str:
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

    lines: list[str] = []
    async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
        for table in metadata.sorted_tables:
            here = table.c.jurisdiction == place.code
            for row in await work.connection.execute(select(table).where(here)):
                lines += map(said, row)
    return "\n".join(lines)


async def test_an_erased_key_leaves_the_party_nameless_and_the_chain_whole(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, parties=[PETITIONER])
    party = (await shown(bureau, matter))["parties"][0]["id"]
    keys = machinery.keys.c
    async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
        erase = update(machinery.keys).where(keys.subject == UUID(party)).values(wrapped=None)
        await work.connection.execute(erase)

    told = await done(bureau, matter, "classify", **CLAIM)

    assert told["parties"][0]["masked"] == {}
    assert await chain_of(place, matter) is None


async def test_an_erased_matter_keeps_its_clocks_and_loses_its_words(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)
    keys = machinery.keys.c
    async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
        erase = update(machinery.keys).where(keys.subject == UUID(matter)).values(wrapped=None)
        await work.connection.execute(erase)

    told = await shown(bureau, matter)
    (line,) = (await bureau.get("matters")).json()["matters"]

    assert (told["items"][0]["body"], line["title"]) == (None, None)
    assert told["clocks"][0]["due"] == "2026-10-01"


async def chain_of(place: Place, matter: str) -> int | None:
    j, m = machinery.journal.c, matters.c
    async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
        head = await work.connection.scalar(select(m.head).where(m.id == UUID(matter)))
        rows = await work.connection.execute(
            select(j.version, j.body, j.seal).where(j.subject == UUID(matter)).order_by(j.version)
        )
        entries = [(row.version, bytes(row.body), bytes(row.seal)) for row in rows]
    return journal.first_broken(entries, bytes(head or b""))


async def test_open_clocks_are_walked_in_the_order_of_their_matters(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    open_ones = sorted([UUID(await a_matter(bureau)) for _ in range(3)])
    closed = UUID(await a_closed_matter(bureau, housing))

    async with place.house.intake.ports.transaction(place.code) as work:
        first = await work.matters.with_open_clocks(None, 2)
        rest = await work.matters.with_open_clocks(first[-1].id, 10)

    walked = [matter.id for matter in (*first, *rest)]
    assert [matter for matter in walked if matter != closed] == open_ones
