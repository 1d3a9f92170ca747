"""Aggregates on a real PostgreSQL: state, journal, outbox, keys and answers in one commit."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import answers, database, journal
from chassis.aggregates import Store
from chassis.answers import IdempotencyKeyReused
from chassis.database import MACHINERY, RequestRepeated
from chassis.kernel import ChangedMeanwhile, Once, Principal
from chassis.vault import Vault
from tests.builders import NOON, a_principal, an_id, somewhere
from tests.chassis.toy.note import KEPT, Note, machinery, notes

pytestmark = pytest.mark.engines

WORDS = "王小明的电梯坏了"


async def written(engine: AsyncEngine, vault: Vault, by: Principal, text: str = WORDS) -> Note:
    note = Note.write(an_id(), text, by=by, now=NOON)
    async with database.transaction(engine, by.jurisdiction, MACHINERY) as work:
        await Store(KEPT, work, vault).save(note)
    return note


async def loaded(engine: AsyncEngine, vault: Vault, where: str, note: UUID) -> Note | None:
    async with database.transaction(engine, where) as work:
        return await Store(KEPT, work, vault).get(note)


async def test_a_text_comes_back_to_whoever_may_open_it(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)

    async with database.transaction(toy_engine, actor.jurisdiction) as work:
        store = Store(KEPT, work, vault)
        found = await store.get(note.id)
        assert found is not None
        opened = (await store.sealer(note.id)).open(found.text)

    assert (found.text.clear, opened) == (None, WORDS)


async def test_to_load_change_and_save_one_takes_one_question_and_one_statement(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)
    asked: list[str] = []

    def heard(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(toy_engine.sync_engine, "before_cursor_execute", heard)
    async with database.transaction(toy_engine, actor.jurisdiction) as work:
        store = Store(KEPT, work, vault)
        found = await store.get(note.id)
        assert found is not None
        found.correct("又坏了", by=actor, now=NOON)
        await store.save(found)
    event.remove(toy_engine.sync_engine, "before_cursor_execute", heard)

    assert [statement.split()[0] for statement in asked] == ["SELECT", "SELECT", "WITH"]


async def test_nothing_of_a_text_lies_in_the_clear(toy_engine: AsyncEngine, vault: Vault) -> None:
    actor = a_principal("housing", somewhere())
    await written(toy_engine, vault, actor)

    async with database.transaction(toy_engine, actor.jurisdiction, MACHINERY) as work:
        for table in notes.metadata.sorted_tables:
            rows = (await work.connection.execute(select(table))).all()
            assert "王小明" not in repr([[_shown(value) for value in row] for row in rows])


def _shown(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


async def test_state_and_journal_keep_the_very_same_sealed_bytes(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)

    async with database.transaction(toy_engine, actor.jurisdiction) as work:
        body = await work.connection.scalar(select(machinery.journal.c.body))

    assert note.text.sealed is not None
    assert note.text.sealed.encode() in bytes(body or b"")


async def test_the_chain_holds_and_a_changed_byte_breaks_it(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)
    async with database.transaction(toy_engine, actor.jurisdiction) as work:
        store = Store(KEPT, work, vault)
        again = await store.get(note.id)
        assert again is not None
        again.correct("电梯已修好", by=actor, now=NOON)
        await store.save(again)
    async with database.transaction(toy_engine, actor.jurisdiction) as work:
        j = machinery.journal.c
        rows = await work.connection.execute(select(j.version, j.body, j.seal).order_by(j.version))
        entries = [(row.version, row.body, row.seal) for row in rows]

    assert journal.first_broken(entries, again.head) is None
    first, second = entries
    assert journal.first_broken([first, (2, second[1] + b" ", second[2])], again.head) == 2
    assert journal.first_broken([first], again.head) == 2


async def test_each_fact_is_kept_with_who_did_it_in_which_post_and_when(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    here = somewhere()
    writes, corrects = a_principal("housing", here), a_principal("health", here)
    note = await written(toy_engine, vault, writes)
    async with database.transaction(toy_engine, here) as work:
        store = Store(KEPT, work, vault)
        again = await store.get(note.id)
        assert again is not None
        again.correct("电梯已修好", by=corrects, now=NOON)
        await store.save(again)
    async with database.transaction(toy_engine, here) as work:
        j = machinery.journal.c
        bodies = await work.connection.scalars(select(j.body).order_by(j.version))
        entries = [json.loads(body) for body in bodies]

    assert [(entry["fact"], entry["told"]["by"]) for entry in entries] == [
        ("NoteWritten", _as_kept(writes)),
        ("NoteCorrected", _as_kept(corrects)),
    ]
    assert {datetime.fromisoformat(entry["told"]["at"]) for entry in entries} == {NOON}


def _as_kept(actor: Principal) -> dict[str, str]:
    """Who, and in which post; nothing of what they may."""
    return {"person": str(actor.person), "post": actor.post, "organ": actor.organ}


async def test_who_saves_a_state_loses_of_it_what_they_do_not_know_and_nothing_of_the_journal(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    """As a process of the version before does, while the new one is brought in beside it."""
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)
    j, mine = machinery.journal.c, notes.c.id == note.id
    of_note = select(j.body).where(j.subject == note.id).order_by(j.version)
    async with database.transaction(toy_engine, actor.jurisdiction) as work:
        (told,) = await work.connection.scalars(of_note)
        kept = await work.connection.scalar(select(notes.c.state).where(mine))
        assert kept
        newer = kept | {"weather": "windy"}
        await work.connection.execute(notes.update().where(mine).values(state=newer))

    async with database.transaction(toy_engine, actor.jurisdiction) as work:
        store = Store(KEPT, work, vault)
        again = await store.get(note.id)
        assert again is not None
        again.correct("电梯已修好", by=actor, now=NOON)
        await store.save(again)

    async with database.transaction(toy_engine, actor.jurisdiction) as work:
        state = await work.connection.scalar(select(notes.c.state).where(mine))
        entries = list(await work.connection.scalars(of_note))
    assert set(state or ()) == set(kept)
    assert (entries[0], len(entries)) == (told, 2)


async def test_of_two_who_act_on_one_version_the_second_is_told(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)
    both_read = asyncio.Barrier(2)

    async def correct() -> None:
        async with database.transaction(toy_engine, actor.jurisdiction) as work:
            store = Store(KEPT, work, vault)
            mine = await store.get(note.id)
            assert mine is not None
            await both_read.wait()
            mine.correct("改", by=actor, now=NOON)
            await store.save(mine)

    outcomes = await asyncio.gather(correct(), correct(), return_exceptions=True)

    assert sorted(type(o).__name__ for o in outcomes) == [ChangedMeanwhile.__name__, "NoneType"]


async def test_another_jurisdiction_sees_and_writes_nothing(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    here, elsewhere = somewhere(), somewhere()
    note = await written(toy_engine, vault, a_principal("housing", here))

    assert await loaded(toy_engine, vault, elsewhere, note.id) is None
    async with database.transaction(toy_engine, elsewhere, MACHINERY) as work:
        assert await work.connection.scalar(select(func.count()).select_from(notes)) == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(toy_engine, elsewhere) as work:
            await Store(KEPT, work, vault).save(
                Note.write(an_id(), "x", by=a_principal("housing", here), now=NOON)
            )


async def test_a_sealed_note_is_seen_by_its_readers_and_by_nobody_else(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)
    async with database.transaction(toy_engine, actor.jurisdiction, "discipline") as work:
        store = Store(KEPT, work, vault)
        mine = await store.get(note.id)
        assert mine is not None
        mine.seal(["discipline"], by=actor, now=NOON)
        await store.save(mine)

    seen = {}
    for reader in ("", "housing", "discipline", MACHINERY):
        async with database.transaction(toy_engine, actor.jurisdiction, reader) as work:
            seen[reader] = await Store(KEPT, work, vault).get(note.id) is not None

    assert seen == {"": False, "housing": False, "discipline": True, MACHINERY: True}


async def test_the_journal_can_be_added_to_and_never_changed(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    actor = a_principal("housing", somewhere())
    await written(toy_engine, vault, actor)

    for forbidden in ("UPDATE toy.journal SET body = ''", "DELETE FROM toy.journal"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.transaction(toy_engine, actor.jurisdiction) as work:
                await work.connection.execute(text(forbidden))


async def test_a_key_that_comes_again_is_answered_and_not_done_again(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    once = Once("key-1", sha256(b"the request").digest())
    actor = replace(a_principal("housing", somewhere()), once=once)
    note = await written(toy_engine, vault, actor)

    with pytest.raises(RequestRepeated):
        await written(toy_engine, vault, actor)
    answer = await answers.find(toy_engine, machinery.answers, actor)
    assert answer == answers.Answer("note", note.id)
    with pytest.raises(IdempotencyKeyReused):
        await answers.find(
            toy_engine, machinery.answers, replace(actor, once=Once("key-1", b"another"))
        )
