"""Published years on a real database: every replica learns of them, and no clock is missed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.calendars import (
    REMEMBERED_SECONDS,
    Calendars,
    Pending,
    Progress,
    PublishedYear,
)
from chassis.database import MACHINERY
from chassis.events.inbox import AlreadyHandled, Delivery
from law.calendar import Calendar
from onedoor.intake.events.v1 import calendar_events_pb2 as pb
from tests.builders import SHELF, an_id, somewhere
from tests.chassis.toy.note import calendars as table
from tests.doors import settle

pytestmark = pytest.mark.engines

FREE, WORKED = date(2027, 1, 4), date(2027, 1, 9)
PUBLISHED = PublishedYear(2027, (FREE,), ())
CORRECTED = PublishedYear(2027, (FREE,), (WORKED,))


def event(told: PublishedYear, version: int) -> pb.CalendarPublished:
    days = [[day.isoformat() for day in days] for days in (told.holidays, told.makeup_days)]
    return pb.CalendarPublished(
        year=told.year, version=version, holidays=days[0], makeup_days=days[1]
    )


class Replica:
    """With a shelf of its own, as another process has."""

    def __init__(self, engine: AsyncEngine, here: str) -> None:
        self.here, self.engine = here, engine
        self.shelf = SHELF.apart()
        self.calendars = Calendars(engine, table, self.shelf, Calendar)

    @property
    def calendar(self) -> Calendar:
        return self.shelf.calendar(self.here)

    async def hears(self, told: PublishedYear, version: int) -> None:
        delivery = Delivery("toy-keep-calendars", self.here, an_id())
        await self.calendars.keep(delivery, event(told, version))

    async def publishes(self, told: PublishedYear) -> int | None:
        async with database.transaction(self.engine, self.here, MACHINERY) as work:
            version = await self.calendars.publish(work, told)
        self.calendars.forget(self.here)
        return version

    async def settles(self) -> None:
        await settle(self.engine, table, self.here)

    async def pending(self) -> list[Pending[Calendar]]:
        return [p for p in await self.calendars.pending() if p.jurisdiction == self.here]

    async def tells(self, publication: Pending[Calendar], last: UUID | None) -> bool:
        async with database.transaction(self.engine, self.here, MACHINERY) as work:
            told = Progress(work, table)
            return await told.reached(publication, last)


@pytest.fixture
def replica(toy_engine: AsyncEngine) -> Replica:
    return Replica(toy_engine, somewhere())


async def test_what_one_replica_hears_the_others_know_within_a_second(replica: Replica) -> None:
    other = Replica(replica.engine, replica.here)
    await other.calendars.refresh(replica.here)

    await replica.hears(CORRECTED, 1)
    await asyncio.sleep(REMEMBERED_SECONDS)
    await other.calendars.refresh(replica.here)

    assert (other.calendar.is_working(FREE), other.calendar.is_working(WORKED)) == (False, True)
    assert not other.calendar.is_provisional(FREE)


async def test_what_is_known_costs_no_query_for_a_second(replica: Replica) -> None:
    await replica.calendars.refresh(replica.here)
    await replica.hears(PUBLISHED, 1)
    other = Replica(replica.engine, replica.here)
    await other.calendars.refresh(replica.here)
    await replica.hears(CORRECTED, 2)

    await other.calendars.refresh(replica.here)

    assert not other.calendar.is_working(WORKED)


async def test_newer_replaces_older_and_older_changes_nothing(replica: Replica) -> None:
    await replica.hears(CORRECTED, 2)
    await replica.hears(PUBLISHED, 1)
    await replica.calendars.refresh(replica.here)

    assert replica.calendar.is_working(WORKED)


async def test_an_event_has_its_effect_once(replica: Replica) -> None:
    delivery = Delivery("toy-keep-calendars", replica.here, an_id())
    await replica.calendars.keep(delivery, event(PUBLISHED, 1))

    with pytest.raises(AlreadyHandled):
        await replica.calendars.keep(delivery, event(PUBLISHED, 1))


async def test_each_publication_has_the_next_version_and_saying_the_same_has_none(
    replica: Replica,
) -> None:
    told = (PUBLISHED, PUBLISHED, CORRECTED, PublishedYear(2028, (), ()))

    assert [await replica.publishes(year) for year in told] == [1, None, 2, 1]


async def test_of_two_who_publish_at_once_each_has_a_version(replica: Replica) -> None:
    versions = await asyncio.gather(replica.publishes(PUBLISHED), replica.publishes(CORRECTED))

    assert sorted(str(version) for version in versions) == ["1", "2"]


async def test_a_year_waits_until_every_replica_writes_by_it(replica: Replica) -> None:
    await replica.hears(PUBLISHED, 1)
    fresh = await replica.pending()

    await replica.settles()

    (publication,) = await replica.pending()
    assert fresh == []
    assert publication.before == (SHELF.calendar(replica.here),)
    assert publication.after == SHELF.calendar(replica.here).publish(2027, [FREE], [])


async def test_a_replica_that_heard_nothing_works_a_year_off_by_the_newest_calendar(
    replica: Replica,
) -> None:
    other = Replica(replica.engine, replica.here)
    await other.calendars.refresh(replica.here)
    await replica.hears(PUBLISHED, 1)
    await replica.settles()

    (publication,) = await other.pending()

    assert not publication.after.is_working(FREE)


async def test_what_was_cut_off_goes_on_where_it_was_and_ends(replica: Replica) -> None:
    await replica.hears(PUBLISHED, 1)
    await replica.settles()
    (publication,), last = await replica.pending(), an_id()

    await replica.tells(publication, last)
    (cut_off,) = await replica.pending()
    await replica.tells(cut_off, None)

    assert (publication.reached, cut_off.reached) == (None, last)
    assert await replica.pending() == []


async def test_a_year_corrected_meanwhile_begins_again_with_all_that_clocks_may_go_by(
    replica: Replica,
) -> None:
    await replica.hears(PUBLISHED, 1)
    await replica.settles()
    (publication,) = await replica.pending()
    await replica.tells(publication, an_id())

    await replica.hears(CORRECTED, 2)
    stands = await replica.tells(publication, None)
    await replica.settles()

    (again,) = await replica.pending()
    assert not stands
    assert (again.version, again.reached) == (2, None)
    assert again.before == (*publication.before, publication.after)


async def test_the_job_tells_of_every_pending_year(replica: Replica) -> None:
    heard: list[int] = []
    tell = _told_here(replica, heard)
    await replica.hears(PUBLISHED, 1)
    await replica.hears(PublishedYear(2028, (), ()), 1)
    await replica.settles()

    await replica.calendars.job("toy", tell).run()

    assert heard == [2027, 2028]


def _told_here(
    replica: Replica, heard: list[int]
) -> Callable[[Pending[Calendar]], Awaitable[None]]:
    async def tell(publication: Pending[Calendar]) -> None:
        if publication.jurisdiction == replica.here:
            heard.append(publication.year)

    return tell
