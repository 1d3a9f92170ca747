"""Others as alerts meets them, in memory; the database is always the real one."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.events.inbox import Delivery as EventDelivery
from chassis.kernel import Unavailable, new_id
from chassis.pages import Page
from services.alerts.adapters.postgres import Postgres
from services.alerts.adapters.tables import machinery
from services.alerts.domain.deadline import Deadline
from services.alerts.domain.matter import Matter
from services.alerts.domain.permissions import READ_BOARD, VERIFY_AUDIT
from services.alerts.queries import BoardCell, BoardQueries, DeliveryLine, Digest, DigestQueries
from services.alerts.usecases import Ports, keep_deadlines
from services.alerts.usecases.ports import Contact, Told
from tests.builders import NOON, SHELF, a_principal


async def nothing() -> None:
    """What mostly happens."""


@dataclass
class Clock:
    """A day that a test moves on."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class FakeContacts:
    """Who holds which role in which organ."""

    known: dict[tuple[str, str], list[Contact]] = field(default_factory=dict)
    away: bool = False

    async def of(self, jurisdiction: str, organ: str, role: str) -> Sequence[Contact]:
        if self.away:
            raise Unavailable(part="identity")
        return self.known.get((organ, role), [])


@dataclass
class FakeMessenger:
    """Keeps what was sent; a target named in `broken` fails with its reason."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)

    async def send(self, contact: Contact, title: str, body: str) -> str:
        reason = self.broken.get(contact.target, "")
        if not reason:
            self.sent.append((contact.target, body))
        return reason


@dataclass
class FakeOwners:
    """What the owners' journals say."""

    states: list[Told] = field(default_factory=list)
    away: bool = False
    between: Callable[[], Awaitable[None]] = nothing
    """What happens before they tell the last one."""

    async def require_all(self, jurisdiction: str) -> None:
        if self.away:
            raise Unavailable(part="intake")

    async def replay(self, jurisdiction: str) -> AsyncIterator[Told]:
        *before, last = self.states
        for state in before:
            yield state
        await self.between()
        yield last


@dataclass
class World:
    """Ports over a real database and fake neighbours."""

    engine: AsyncEngine
    clock: Clock = field(default_factory=Clock)
    contacts: FakeContacts = field(default_factory=FakeContacts)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    owners: FakeOwners = field(default_factory=FakeOwners)

    def ports(self, event: EventDelivery | None = None) -> Ports:
        postgres = Postgres(self.engine)
        return Ports(
            transaction=partial(postgres.handling, event) if event else postgres.transaction,
            rebuilding=postgres.rebuilding,
            rules=SHELF.current,
            now=self.clock,
            new_id=lambda: new_id(self.clock()),
            contacts=self.contacts,
            messenger=self.messenger,
            owners=self.owners,
        )

    async def keep(self, here: str, *deadlines: Deadline, matter: Matter | None = None) -> None:
        await keep_deadlines(self.ports(), here, deadlines, [matter] if matter else [])

    async def board(self, here: str, organ: str = "petition-bureau") -> list[BoardCell]:
        reader = a_principal(organ, here, frozenset({READ_BOARD}))
        return await BoardQueries(self.engine).get_board(reader)

    async def deliveries(self, here: str, organ: str = "petition-bureau") -> list[DeliveryLine]:
        """Oldest first."""
        reader = a_principal(organ, here, frozenset({READ_BOARD}))
        lines = await BoardQueries(self.engine).list_deliveries(reader, Page(200))
        return list(reversed(lines))

    async def digest(self, here: str) -> Digest:
        auditor = a_principal("petition-bureau", here, frozenset({VERIFY_AUDIT}))
        return await DigestQueries(self.engine, SHELF.current, self.clock).get_digest(auditor)

    async def told_missed(self, here: str) -> list[dict[str, Any]]:
        """What stands in the outbox."""
        o = machinery.outbox.c
        found = select(o.payload).where(o.jurisdiction == here).order_by(o.position)
        async with database.transaction(self.engine, here) as work:
            return [json.loads(payload) for payload in await work.connection.scalars(found)]

    async def forgetting(self, here: str) -> list[bool]:
        """Which of them make the stream lose what was told before."""
        o = machinery.outbox.c
        found = select(o.forgets).where(o.jurisdiction == here).order_by(o.position)
        async with database.transaction(self.engine, here) as work:
            return list(await work.connection.scalars(found))
