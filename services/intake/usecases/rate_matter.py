"""The petitioner rates office and organ by query code. Nobody on the staff can."""

from uuid import UUID

from chassis.kernel import Actor
from law.calendar import day_of
from services.intake.domain import following_up, query_code, reading
from services.intake.domain.errors import QueryCodeWrong
from services.intake.domain.matter import Matter
from services.intake.domain.rating import Rating
from services.intake.domain.states import Rated
from services.intake.usecases.ports import Ports

PETITIONER = Actor(UUID(int=0), "petitioner", "")


async def rate_matter(
    ports: Ports, jurisdiction: str, code: str, of: str, organ: str, mark: str
) -> Matter:
    rated, now = Rated(reading.one_of(of, "of", Rated)), ports.now()
    async with ports.transaction(jurisdiction) as work:
        matter = await work.matters.by_query_code(query_code.hashed(jurisdiction, code))
        if matter is None:
            raise QueryCodeWrong
        doubtful = matter.code_came_late
        if matter.linked_into:
            matter = await work.matters.load(matter.linked_into)
        following_up.rate(
            matter,
            Rating(rated, organ, mark, day_of(now), doubtful),
            rules=ports.rulebooks.version(matter.rulebook),
            calendar=ports.rulebooks.calendar(jurisdiction),
            by=PETITIONER,
            now=now,
        )
        await work.matters.save(matter)
    return matter
