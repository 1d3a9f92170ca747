"""Many matters in a moment: rows as the service writes them, brought by COPY and not through it.

Texts, names and places are made up, drawn by rank as words are: the first of a list often, the
last seldom. Each text is sealed under a key of its own and indexed by the code that serves. What
the measures do not read (journal, outbox, parties' fields, samples for duplicates) is left out.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from bench.calling import Caller
from bench.house import PLACE, House
from bench.registering import PARTY, PETITION
from chassis.database import MACHINERY, READER
from chassis.vault import Field, Vault, open_or_make

AT_ONCE = 5_000
WORKERS = 2
BEGAN_AT = 1_700_000_000_000
LAST_DAY = date(2026, 9, 16)
A_DAY = 600
"""Matters received in a day."""

DESK = "petition-bureau"
ORGANS = ("housing", "hrss", "civil-affairs", "natural-resources", "health", "transport")
GIVEN_EVERY = 3
"""One of three was given to an organ, drawn by rank too."""

COMMONEST, RARE, PHRASE = "小区", "鱼嘴分水闸", "电梯自五月起停运"
RARE_ONES = 10
COMMON_SHARE = 0.3
PLACES = 4_000
OTHERS = """
    噪音扰民 拖欠工资 路灯不亮 自来水停水 垃圾清运 违章停车 土地补偿 社保补缴 学区划分 油烟排放
    下水堵塞 房产证办理 公交改线 医保报销 供暖不足 电信资费 消防通道 养老金核发 农村危房"""
SUBJECTS = (PHRASE, *OTHERS.split())
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
CHARACTERS = [chr(0x4E00 + 7 * number) for number in range(1_500)]
COLUMNS = {
    "matters": (
        "jurisdiction id version head state desk status channel purpose content route division "
        "received registered_at historical has_open_clocks query_code_hash"
    ),
    "holdings": "jurisdiction organ matter_id is_desk lead mode state status received",
    "items": "jurisdiction id matter_id source received",
    "keys": "jurisdiction owner subject wrapped",
    "words": "jurisdiction matter_id received pairs",
    "party_index": "jurisdiction kind index party_id matter_id",
}
TAKEN_FROM = "SELECT id, state::text, head, registered_at FROM intake.matters WHERE id = $1"
INDEXES = """
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made
    FROM pg_index WHERE indrelid = ANY ($1::text[]::regclass[]) AND NOT indisprimary"""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A registered matter, whose state is that of all made after it but for what names it."""

    id: UUID
    state: dict[str, Any]
    head: bytes
    registered_at: Any


@dataclass(frozen=True, slots=True)
class Words:
    """What petitions of this county are made of."""

    draw: Random

    def place(self, number: int) -> str:
        first, second = divmod(number % PLACES, 64)
        return f"{CHARACTERS[first + 900]}{CHARACTERS[second + 1_000]}湾"

    def name(self, number: int) -> str:
        first, rest = divmod(number, 700)
        return SURNAMES[first % len(SURNAMES)] + CHARACTERS[rest] + CHARACTERS[(rest * 7) % 900]

    def ranked(self, length: int) -> int:
        """The first about twice as often as the second, and so on."""
        return min(int(length ** self.draw.random()) - 1, length - 1)

    def text(self, number: int, of: int) -> tuple[str, str]:
        subject = SUBJECTS[self.ranked(len(SUBJECTS))]
        said = "".join(CHARACTERS[self.ranked(len(CHARACTERS))] for _ in range(70))
        parts = [self.place(number * 997), subject, said[:25], said[25:50], said[50:]]
        if self.draw.random() < COMMON_SHARE:
            parts.insert(1, COMMONEST)
        if number % max(1, of // RARE_ONES) == 0:
            parts.append(RARE)
        return f"反映{subject}问题", ",".join(parts) + "。"


async def fill(house: House, count: int) -> None:
    """So many matters, the newest ones last; then what PostgreSQL does by itself in time."""
    if house.holds("matters", count):
        return
    database, master = house.engines.admin, house.folder / "keys" / "master.key"
    connection = await asyncpg.connect(database)
    try:
        sample = await _sample(connection, house)
        parts = [range(start, count, WORKERS) for start in range(WORKERS)]
        loop, alike = asyncio.get_running_loop(), get_context("spawn")
        async with without_indexes(connection, "intake", COLUMNS):
            with ProcessPoolExecutor(WORKERS, alike) as pool:
                fills = (partial(_fill_part, database, master, sample, p, count) for p in parts)
                await asyncio.gather(*(loop.run_in_executor(pool, each) for each in fills))
        for table in COLUMNS:
            await connection.execute(f"VACUUM (ANALYZE) intake.{table}")
    finally:
        await connection.close()
    house.keeps("matters", count)


@asynccontextmanager
async def without_indexes(
    connection: asyncpg.Connection, schema: str, tables: Iterable[str]
) -> AsyncIterator[None]:
    """Made anew afterwards, at once: much less work than row by row. Keys stay as they are."""
    names = [f"{schema}.{table}" for table in tables]
    indexes = await connection.fetch(INDEXES, names)
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    yield
    await connection.execute("SET maintenance_work_mem = '1GB'")
    for index in indexes:
        await connection.execute(index["made"])


async def _sample(connection: Any, house: House) -> Sample:
    caller = await Caller.to(house.doors.url("intake"), house.token())
    told = await caller.post("/v1/petitions", PETITION | {"parties": [PARTY]})
    caller.close()
    await connection.execute(f"SET {READER} = '{MACHINERY}'")
    row = await connection.fetchrow(TAKEN_FROM, UUID(told["id"]))
    return Sample(row["id"], json.loads(row["state"]), row["head"], row["registered_at"])


def _fill_part(database: str, master: Path, sample: Sample, numbers: range, of: int) -> None:
    """In a process of its own, for every core makes and seals texts of its own."""
    asyncio.run(_copy(database, Vault(open_or_make(master)), sample, numbers, of))


async def _copy(database: str, vault: Vault, sample: Sample, numbers: range, of: int) -> None:
    connection = await asyncpg.connect(database)
    try:
        for start in range(0, len(numbers), AT_ONCE):
            rows = _rows(sample, vault, numbers[start : start + AT_ONCE], of)
            for table, columns in COLUMNS.items():
                await connection.copy_records_to_table(
                    table, schema_name="intake", columns=columns.split(), records=rows[table]
                )
    finally:
        await connection.close()


def _rows(sample: Sample, vault: Vault, numbers: Iterable[int], of: int) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    for number in numbers:
        for table, row in _matter(sample, vault, number, of):
            rows[table].append(row)
    return rows


def _matter(sample: Sample, vault: Vault, number: int, of: int) -> Iterator[tuple[str, Row]]:
    words = Words(Random(number))  # noqa: S311 - the same texts in every run
    day = LAST_DAY - timedelta(days=(of - number) // A_DAY)
    matter, item, party = (_id(number, kind) for kind in range(3))
    title, body = words.text(number, of)
    key = vault.new_key()
    said = {
        name: {"key": str(matter), "sealed": vault.seal(PLACE, matter, key, text)}
        for name, text in {"title": title, "body": body}.items()
    }
    told = sample.state["items"][0] | said | {"id": str(item), "received": day.isoformat()}
    bearer = sample.state["parties"][0] | {"id": str(party), "item": str(item)}
    state = json.dumps(sample.state | {"items": [told], "parties": [bearer]})
    status = "closed" if number % 2 else "in_progress"
    columns = (DESK, status, "letter", "claim", "城乡建设", "r6", _division(number))
    yield "matters", (
        PLACE, matter, 1, sample.head, state, *columns, day, sample.registered_at, False, False, "",
    )  # fmt: skip
    yield "holdings", (PLACE, DESK, matter, True, False, None, None, status, day)
    if number % GIVEN_EVERY == 0:
        organ = ORGANS[words.ranked(len(ORGANS))]
        yield "holdings", (PLACE, organ, matter, False, True, "forwarded", "pending", status, day)
    yield "items", (PLACE, item, matter, "", day)
    yield "keys", (PLACE, matter, matter, vault.wrap(PLACE, matter, key))
    yield "words", (PLACE, matter, day, list(vault.pairs(PLACE, f"{title}\n{body}")))
    named = vault.index(PLACE, Field.NAME, words.name(number % 20_000))
    yield "party_index", (PLACE, Field.NAME, named, party, matter)


def _id(number: int, kind: int) -> UUID:
    """A UUIDv7 of its day, the same in every run."""
    noise = number << 2 | kind
    return UUID(int=(BEGAN_AT + number) << 80 | 0x7 << 76 | 0b10 << 62 | noise)


def _division(number: int) -> str:
    return f"{PLACE}{number % 23 + 1:03}{number % PLACES % 200:03}"
