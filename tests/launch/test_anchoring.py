"""An anchor shows what no chain can: that a matter is gone with all that was written of it."""

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import pytest

from chassis.journal import seal
from launch.anchoring import Anchor, Kept, anchors, compare
from launch.database import create_database
from launch.engines import Engines
from tests.builders import an_id, at, somewhere

pytestmark = pytest.mark.engines

UNTIL = date(2026, 9, 20)


class Books:
    """One journal as every service has it, in a database of its own."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def run(self, statement: str, *values: object) -> None:
        connection = await asyncpg.connect(self.url)
        await connection.execute(statement, *values)
        await connection.close()

    async def write(self, where: str, subject: UUID, *days: str, hour: int = 12) -> None:
        head = b""
        for version, day in enumerate(days, 1):
            told = f'{{"at":"{at(day, hour).isoformat()}"}}'
            body = f'{{"of":"{subject}","version":{version},"told":{told}}}'.encode()
            head = seal(head, body)
            await self.run(
                "INSERT INTO books.journal VALUES ($1, $2, $3, $4, $5)",
                where,
                subject,
                version,
                body,
                head,
            )

    async def of(self, where: str) -> list[Anchor]:
        return (await anchors(self.url, ["books"], UNTIL)).get(where, [])


@pytest.fixture(scope="module")
async def books(engines: Engines) -> Books:
    url = urlunsplit(urlsplit(engines.admin)._replace(path="/anchors"))
    await create_database(url)
    here = Books(url)
    await here.run(
        "CREATE SCHEMA books; CREATE TABLE books.journal "
        "(jurisdiction text, subject uuid, version bigint, body bytea, seal bytea)"
    )
    return here


def held(folder: Path, where: str, computed: list[Anchor]) -> str | None:
    """The first day that does not hold."""
    [found] = compare(Kept(folder), {where: computed} if computed else {})
    return found.broken


async def test_a_day_is_anchored_once_it_is_over(books: Books) -> None:
    here = somewhere()
    await books.write(here, an_id(), "2026-09-16", "2026-09-18", "2026-09-20")
    await books.write(here, an_id(), "2026-09-16")

    found = await books.of(here)

    assert [(anchor.day, anchor.matters) for anchor in found] == [
        ("2026-09-16", 2),
        ("2026-09-18", 1),
    ]


async def test_a_day_begins_at_midnight_in_shanghai(books: Books) -> None:
    here = somewhere()
    await books.write(here, an_id(), "2026-09-16", hour=0)
    await books.write(here, an_id(), "2026-09-16", hour=23)

    assert [anchor.day for anchor in await books.of(here)] == ["2026-09-16"]


async def test_what_comes_later_changes_no_earlier_day(books: Books, tmp_path: Path) -> None:
    here, matter = somewhere(), an_id()
    await books.write(here, matter, "2026-09-16")
    before = await books.of(here)
    assert held(tmp_path, here, before) is None

    await books.run("DELETE FROM books.journal WHERE jurisdiction = $1", here)
    await books.write(here, matter, "2026-09-16", "2026-09-17")
    after = await books.of(here)

    assert after[: len(before)] == before
    assert held(tmp_path, here, after) is None
    assert Kept(tmp_path).read(here) == after


async def test_a_matter_taken_away_whole_breaks_the_day_it_moved_on(
    books: Books, tmp_path: Path
) -> None:
    here, taken = somewhere(), an_id()
    await books.write(here, an_id(), "2026-09-15")
    await books.write(here, taken, "2026-09-16")
    await books.write(here, an_id(), "2026-09-16", "2026-09-17")
    kept = await books.of(here)
    assert held(tmp_path, here, kept) is None

    await books.run("DELETE FROM books.journal WHERE subject = $1", taken)

    assert held(tmp_path, here, await books.of(here)) == "2026-09-16"
    assert Kept(tmp_path).read(here) == kept


async def test_a_place_taken_away_whole_is_missed(books: Books, tmp_path: Path) -> None:
    here = somewhere()
    await books.write(here, an_id(), "2026-09-16")
    assert held(tmp_path, here, await books.of(here)) is None

    await books.run("DELETE FROM books.journal WHERE jurisdiction = $1", here)

    assert held(tmp_path, here, await books.of(here)) == "2026-09-16"


async def test_a_day_slipped_in_between_is_seen(books: Books, tmp_path: Path) -> None:
    here = somewhere()
    await books.write(here, an_id(), "2026-09-16", "2026-09-18")
    assert held(tmp_path, here, await books.of(here)) is None

    await books.write(here, an_id(), "2026-09-17")

    assert held(tmp_path, here, await books.of(here)) == "2026-09-17"


async def test_an_older_state_put_back_lacks_days_that_were_kept_outside(
    books: Books, tmp_path: Path
) -> None:
    """What lies inside the folder goes back with it and holds; what lies elsewhere does not."""
    here, matter = somewhere(), an_id()
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    await books.write(here, matter, "2026-09-16")
    assert held(inside, here, await books.of(here)) is None
    await books.write(here, an_id(), "2026-09-17")
    assert held(outside, here, await books.of(here)) is None

    await books.run(
        "DELETE FROM books.journal WHERE subject <> $1 AND jurisdiction = $2", matter, here
    )

    assert held(inside, here, await books.of(here)) is None
    assert held(outside, here, await books.of(here)) == "2026-09-17"


async def test_each_day_seals_the_days_before_it(books: Books) -> None:
    """Whoever wrote down the last seal has written down them all."""
    here, there, matter = somewhere(), somewhere(), an_id()
    await books.write(here, matter, "2026-09-16", "2026-09-17")
    await books.write(there, an_id(), "2026-09-15")
    first, last = await books.of(here)
    await books.write(here, an_id(), (UNTIL - timedelta(8)).isoformat())

    *_, other_first, other_last = await books.of(here)

    assert (first.day, last.day) == (other_first.day, other_last.day)
    assert first.seal != other_first.seal
    assert last.seal != other_last.seal
