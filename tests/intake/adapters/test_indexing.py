"""Keyed hashes by which words and similar texts are found."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select

from chassis import database
from chassis.database import JURISDICTION, MACHINERY, READER
from chassis.vault import MasterKey, Vault
from launch.engines import Engines
from services.intake.adapters import indexing, tables
from services.intake.adapters.indexing import SAMPLE, sampled
from tests.builders import somewhere
from tests.intake.conftest import Clerk, Place
from tests.intake.doing import ACCUSATION, CLAIM, a_matter, done

FIRST = UUID(int=0)
OF_TEXTS = ("words", "grams")

VAULT = Vault(MasterKey(b"k" * 32))
LIFT = "阳光小区三号楼电梯自五月起停运,老人上下楼十分困难,多次向物业反映没有结果。" * 2
AGAIN = LIFT.replace("十分困难", "很困难").replace("自五月起", "从五月以来")
WATER = "东街自来水管道破裂,路面积水严重,行人车辆难以通过,请尽快派人维修。" * 2


def shared(one: str, other: str) -> int:
    return len(set(sampled(VAULT, "420881", one)) & set(sampled(VAULT, "420881", other)))


def test_similar_texts_share_most_of_their_sample_and_others_none() -> None:
    assert shared(LIFT, AGAIN) > SAMPLE / 2
    assert shared(LIFT, WATER) < SAMPLE / 10


def test_a_long_text_is_sampled_no_larger_than_a_short_one() -> None:
    assert len(sampled(VAULT, "420881", LIFT + WATER + AGAIN)) == SAMPLE == 48


def test_the_same_words_hash_otherwise_elsewhere() -> None:
    assert not set(sampled(VAULT, "420881", LIFT)) & set(sampled(VAULT, "431124", LIFT))


async def kept(place: Place, matter: str) -> dict[str, int]:
    return {table: await place.count(table, matter) for table in OF_TEXTS}


async def pairs_of(place: Place, matter: str) -> set[int]:
    w = tables.words.c
    mine = (w.jurisdiction == place.code, w.matter_id == UUID(matter))
    async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
        return set(await work.connection.scalar(select(w.pairs).where(*mine)) or ())


async def seal(bureau: Clerk, matter: str) -> None:
    await done(bureau, matter, "classify", **ACCUSATION, respondents=["housing"])


@pytest.mark.engines
async def test_every_pair_of_characters_is_kept_and_nothing_of_a_sealed_matter(
    place: Place,
) -> None:
    bureau = await place.clerk("petition-bureau")
    matter, sealed = await a_matter(bureau, body=LIFT), await a_matter(bureau, body=LIFT)
    await place.index()
    assert await pairs_of(place, matter) == await pairs_of(place, sealed) != set()

    await seal(bureau, sealed)

    assert await kept(place, sealed) == {"words": 0, "grams": 0}
    vault = place.house.intake.queries.keeping.vault
    assert vault.pairs(place.code, LIFT) <= await pairs_of(place, matter)


@pytest.mark.engines
async def test_a_matter_sealed_while_its_text_was_read_is_not_found_by_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, body=LIFT)

    async def meanwhile(_: float) -> None:
        monkeypatch.undo()
        await seal(bureau, matter)

    monkeypatch.setattr(asyncio, "sleep", meanwhile)
    await place.index()

    assert await kept(place, matter) == {"words": 0, "grams": 0}


@pytest.mark.engines
async def test_a_seal_waits_for_who_is_indexing_and_then_takes_the_words_away(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, body=LIFT)
    keep, sealing = indexing._keep, []

    async def with_a_seal_under_way(work: Any, told: Any) -> None:
        sealing.append(asyncio.create_task(seal(bureau, matter)))
        done_already, _ = await asyncio.wait(sealing, timeout=0.5)
        assert not done_already, "the seal did not wait"
        await keep(work, told)

    monkeypatch.setattr(indexing, "_keep", with_a_seal_under_way)
    await place.index()
    await asyncio.gather(*sealing)

    assert await kept(place, matter) == {"words": 0, "grams": 0}


@pytest.mark.engines
async def test_a_matter_unsealed_again_is_found_by_its_words(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, body=LIFT)
    await seal(bureau, matter)
    await place.index()
    assert await kept(place, matter) == {"words": 0, "grams": 0}

    await done(bureau, matter, "classify", **CLAIM)

    assert (await kept(place, matter))["words"] == 1


@pytest.mark.engines
@pytest.mark.parametrize("indexed", ["before", "after", "source only before"])
async def test_what_was_linked_is_found_by_the_words_of_both(place: Place, indexed: str) -> None:
    """Whichever comes first, the index or the link."""
    bureau = await place.clerk("petition-bureau")
    source = await a_matter(bureau, body=WATER)
    if indexed == "source only before":
        await place.index()
    target = await a_matter(bureau, body=LIFT)
    if indexed == "before":
        await place.index()

    await done(bureau, source, "link", into=target)
    await place.index()

    vault = place.house.intake.queries.keeping.vault
    both = vault.pairs(place.code, LIFT) | vault.pairs(place.code, WATER)
    assert both <= await pairs_of(place, target)


@pytest.mark.engines
async def test_what_was_registered_before_there_was_an_index_comes_into_it(
    place: Place, engines: Engines
) -> None:
    bureau = await place.clerk("petition-bureau")
    matters = [await a_matter(bureau, body=LIFT) for _ in range(3)]
    await seal(bureau, matters[2])
    await _as_the_migration_does(engines, place)

    await place.house.job("intake-index-older-texts").run()

    assert [(await kept(place, matter))["words"] for matter in matters] == [1, 1, 0]
    async with database.unbound(place.house.engine) as connection:
        left = (await connection.scalars(select(tables.indexing.c.jurisdiction))).all()
    assert place.code not in left


async def _as_the_migration_does(engines: Engines, place: Place) -> None:
    """The service itself may add no place to the list."""
    connection = await asyncpg.connect(engines.admin)
    try:
        await connection.execute(
            "INSERT INTO intake.indexing (jurisdiction, after) VALUES ($1, $2)", place.code, FIRST
        )
    finally:
        await connection.close()


@pytest.mark.engines
async def test_the_index_answers_for_the_jurisdiction_of_the_transaction_and_no_other(
    place: Place, engines: Engines
) -> None:
    """It passes by the policy, so it has to keep places apart itself."""
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, body=LIFT)
    await place.index()
    pairs = sorted(await pairs_of(place, matter))
    answered: dict[str, list[str]] = {}
    connection = await asyncpg.connect(engines.database("intake"))
    try:
        for place_told in ("", somewhere(), place.code[:2], "%", place.code):
            await connection.execute("SELECT set_config($1, $2, false)", JURISDICTION, place_told)
            await connection.execute("SELECT set_config($1, '', false)", READER)
            rows = await connection.fetch("SELECT * FROM intake.matters_with($1)", pairs)
            answered[place_told] = [str(row["matter_id"]) for row in rows]
        everything = await connection.fetch("SELECT * FROM intake.matters_with('{}')")
    finally:
        await connection.close()

    assert answered == {told: [] for told in answered} | {place.code: [matter]}
    assert everything == []


@pytest.mark.engines
async def test_the_index_is_used(place: Place, engines: Engines) -> None:
    """By the function; a plain question behind the policy reads the whole table."""
    bureau = await place.clerk("petition-bureau")
    await a_matter(bureau, body=LIFT)
    await place.index()
    connection = await asyncpg.connect(engines.admin)
    try:
        await connection.execute("SET ROLE intake_owner; SET enable_seqscan = off")
        plan = await connection.fetch(
            "EXPLAIN SELECT matter_id FROM intake.words WHERE pairs @> '{1,2}'"
        )
    finally:
        await connection.close()

    assert "ix_words_pairs" in "\n".join(row[0] for row in plan)
