"""Mediation's ports held in memory, for tests of use cases."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from chassis.kernel import Fact, Principal
from law.publication import Publication
from services.mediation.domain.errors import NoSuchReferral
from services.mediation.domain.referral import Referral
from services.mediation.usecases import ConsumerPorts, Ports
from services.mediation.usecases.ports import Work
from tests.builders import NOON, SHELF


@dataclass
class InMemoryReferrals:
    kept: dict[UUID, Referral] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    async def find(self, referral_id: UUID) -> Referral | None:
        return self.kept.get(referral_id)

    async def of_matter(self, matter: UUID) -> Sequence[Referral]:
        return [referral for referral in self.kept.values() if referral.matter == matter]

    async def get(self, referral_id: UUID, *, seen_by: Principal) -> Referral:
        referral = self.kept.get(referral_id)
        if referral is None or seen_by.organ not in {referral.centre, referral.referred_by}:
            raise NoSuchReferral
        return referral

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[Referral]:
        ids = sorted(each for each in self.kept if not after or each > after)
        found = [self.kept[each] for each in ids]
        return [each for each in found if any(c.is_open for c in each.clocks)][:limit]

    async def save(self, referral: Referral) -> None:
        self.kept[referral.id] = referral
        self.facts.extend(referral.take_facts())


@dataclass
class InMemoryPublications:
    reached_ids: list[UUID | None] = field(default_factory=list)
    stands: bool = True

    async def reached(self, publication: Publication, last: UUID | None) -> bool:
        self.reached_ids.append(last)
        return self.stands


@dataclass
class InMemoryMatters:
    sealed: set[UUID] = field(default_factory=set)

    async def meet(self, matter: UUID, *, sealed: bool = False) -> bool:
        if sealed:
            self.sealed.add(matter)
        return matter in self.sealed


@dataclass
class Memory:
    """What outlives a transaction."""

    referrals: InMemoryReferrals = field(default_factory=InMemoryReferrals)
    matters: InMemoryMatters = field(default_factory=InMemoryMatters)
    publications: InMemoryPublications = field(default_factory=InMemoryPublications)

    @classmethod
    async def of(cls, *referrals: Referral) -> "Memory":
        """These referrals, as if kept some time ago: their facts are told."""
        memory = cls()
        for referral in referrals:
            await memory.referrals.save(referral)
        memory.referrals.facts.clear()
        return memory

    @property
    def told(self) -> list[str]:
        return [type(fact).__name__ for fact in self.referrals.facts]

    def ports(self, now: datetime = NOON) -> Ports:
        @asynccontextmanager
        async def transaction(_: Principal | str) -> AsyncIterator[Work]:
            yield Work(self.referrals, self.matters, self.publications)

        return Ports(transaction=transaction, rulebooks=SHELF, now=lambda: now)

    def consumer_ports(self, jurisdiction: str = "420881", now: datetime = NOON) -> ConsumerPorts:
        @asynccontextmanager
        async def transaction() -> AsyncIterator[Work]:
            yield Work(self.referrals, self.matters, self.publications)

        return ConsumerPorts(jurisdiction, transaction, SHELF, lambda: now)
