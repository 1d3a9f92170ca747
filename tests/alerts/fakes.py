"""Others as alerts meets them, in memory; the database is always the real one."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.events.inbox import Delivery as EventDelivery
from chassis.kernel import Unavailable, new_id
from services.alerts.adapters.postgres import Postgres
from services.alerts.usecases import Ports
from services.alerts.usecases.ports import Contact, Told
from tests.builders import NOON, SHELF


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

    async def require_all(self, jurisdiction: str) -> None:
        if self.away:
            raise Unavailable(part="intake")

    async def replay(self, jurisdiction: str) -> AsyncIterator[Told]:
        for state in self.states:
            yield state


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
            rules=SHELF.current,
            now=self.clock,
            new_id=lambda: new_id(self.clock()),
            contacts=self.contacts,
            messenger=self.messenger,
            owners=self.owners,
        )
