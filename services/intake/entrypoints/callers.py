"""Who calls, what they need of intake, and how they are answered."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Literal, Protocol
from uuid import UUID

from fastapi import BackgroundTasks, Depends, Request, Response

from chassis.coalesce import Coalesced
from chassis.kernel import Once, Principal
from chassis.rest import Actor, language_of, wired
from law.calendar import day_of
from law.rulebook import Rulebooks
from services.intake.domain.matter import Matter
from services.intake.entrypoints.views.matters import HiddenView, MatterView
from services.intake.entrypoints.views.view import Reader
from services.intake.queries import Queries, Shown
from services.intake.usecases import Ports, Submission
from services.intake.usecases.ports import FileStore
from services.intake.usecases.register_petitions import Outcome


class Shelf(FileStore, Protocol):
    """The store of attached files: a name says which kind is to come."""

    def named(self, name: str) -> FileStore: ...

    async def open(self, jurisdiction: str, file_id: UUID) -> AsyncIterator[bytes]: ...


class Reads(Protocol):
    """Where it is written down who opened what."""

    async def note(
        self, actor: Principal, matter_id: UUID, what: Literal["matter", "file"]
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Intake:
    """What the doors of intake need; service.py puts it there."""

    ports: Ports
    queries: Queries
    door: Coalesced[Submission, Outcome]
    rulebooks: Rulebooks
    files: Shelf
    reads: Reads
    refresh: Callable[[str], Awaitable[None]]
    """So that what is shown goes by the newest calendar of the place."""

    def place(self, told: str) -> str:
        """Where there is one county only, nobody need say which."""
        known = self.rulebooks.jurisdictions()
        return told.strip() or (known[0] if len(known) == 1 else "")

    async def reader(self, jurisdiction: str, language: str) -> Reader:
        await self.refresh(jurisdiction)
        calendar = self.ports.rulebooks.calendar(jurisdiction)
        return Reader(language, day_of(self.ports.now()), calendar)

    async def matter_view(self, actor: Principal, matter_id: UUID, language: str) -> MatterView:
        shown = await self.queries.get_matter(actor, matter_id)
        return MatterView.of(shown, actor, await self.reader(actor.jurisdiction, language))


@dataclass(frozen=True, slots=True)
class Caller:
    actor: Principal
    intake: Intake
    reader: Reader
    response: Response
    afterwards: BackgroundTasks

    @property
    def ports(self) -> Ports:
        return self.intake.ports

    def show(self, shown: Shown) -> MatterView:
        self.response.headers["ETag"] = f'"{shown.matter.version}"'
        return MatterView.of(shown, self.actor, self.reader)

    def note(self, matter_id: UUID, what: Literal["matter", "file"]) -> None:
        """Once the answer is out: nobody waits for it to be written down that they read."""
        self.afterwards.add_task(self.intake.reads.note, self.actor, matter_id, what)

    async def done(self, matter: Matter) -> MatterView | HiddenView:
        """The matter as the caller may see it after what they did."""
        shown = await self.intake.queries.find_matter(self.actor, matter.id)
        if shown is None:
            return HiddenView(id=matter.id, version=matter.version, sealed=matter.sealed)
        return self.show(shown)

    def rows(self, count: int) -> list[Principal]:
        """One key for each row, so that a batch sent twice is refused and not doubled."""
        once = self.actor.once
        if once is None:
            return [self.actor] * count
        keys = (Once(f"{once.key}/{number}", once.request) for number in range(count))
        return [replace(self.actor, once=key) for key in keys]


Here = Annotated[Intake, wired("intake")]


async def _caller(
    request: Request,
    response: Response,
    afterwards: BackgroundTasks,
    actor: Actor,
    intake: Here,
) -> Caller:
    reader = await intake.reader(actor.jurisdiction, language_of(request))
    return Caller(actor, intake, reader, response, afterwards)


By = Annotated[Caller, Depends(_caller)]
Answer = MatterView | HiddenView
