"""Evaluation's ports held in memory, for tests of use cases."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from chassis.kernel import Fact, Principal, new_id
from law.publication import Publication
from services.evaluation.domain.errors import NoSuchMatter, NoSuchOrder, NoSuchSuggestion
from services.evaluation.domain.order import Number, SupervisionOrder
from services.evaluation.domain.states import OPEN
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.usecases import ConsumerPorts, MatterKnown, Ports
from services.evaluation.usecases.ports import Work
from tests.builders import NOON, SHELF


@dataclass
class InMemoryOrders:
    kept: dict[UUID, SupervisionOrder] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    last: dict[int, int] = field(default_factory=dict)

    async def next_number(self, year: int) -> Number:
        self.last[year] = self.last.get(year, 0) + 1
        return Number(year, self.last[year])

    async def open_order(self, matter: UUID, organ: str) -> SupervisionOrder | None:
        of_both = (o for o in await self.of_matter(matter) if o.organ == organ)
        return next((order for order in of_both if order.state in OPEN), None)

    async def get(self, order_id: UUID, *, seen_by: Principal) -> SupervisionOrder:
        order = self.kept.get(order_id)
        if order is None or seen_by.organ not in {order.organ, order.issuer}:
            raise NoSuchOrder
        return order

    async def of_matter(self, matter: UUID) -> Sequence[SupervisionOrder]:
        return [order for order in self.kept.values() if order.matter == matter]

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[SupervisionOrder]:
        ids = sorted(each for each in self.kept if not after or each > after)
        found = [self.kept[each] for each in ids]
        return [each for each in found if any(c.is_open for c in each.clocks)][:limit]

    async def save(self, order: SupervisionOrder) -> None:
        self.kept[order.id] = order
        self.facts.extend(order.take_facts())


@dataclass
class InMemorySuggestions:
    kept: dict[UUID, Suggestion] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    async def find(self, suggestion_id: UUID) -> Suggestion | None:
        return self.kept.get(suggestion_id)

    async def get(self, suggestion_id: UUID, *, seen_by: Principal) -> Suggestion:
        if suggestion_id not in self.kept:
            raise NoSuchSuggestion
        return self.kept[suggestion_id]

    async def of_matter(self, matter: UUID) -> Sequence[Suggestion]:
        return [suggestion for suggestion in self.kept.values() if suggestion.matter == matter]

    async def save(self, suggestion: Suggestion) -> None:
        self.kept[suggestion.id] = suggestion
        self.facts.extend(suggestion.take_facts())


@dataclass
class InMemoryPublications:
    reached_ids: list[UUID | None] = field(default_factory=list)
    stands: bool = True

    async def reached(self, publication: Publication, last: UUID | None) -> bool:
        self.reached_ids.append(last)
        return self.stands


@dataclass
class InMemoryMatters:
    kept: dict[UUID, MatterKnown] = field(default_factory=dict)

    async def meet(self, told: MatterKnown) -> MatterKnown:
        known = self.kept.get(told.matter, told)
        newest = max(known, told, key=lambda matter: matter.version)
        self.kept[told.matter] = MatterKnown(
            told.matter,
            newest.version,
            newest.organs,
            newest.historical,
            known.sealed or told.sealed,
        )
        return self.kept[told.matter]

    async def meet_all(self, told: Sequence[MatterKnown]) -> Mapping[UUID, MatterKnown]:
        return {each.matter: await self.meet(each) for each in told}

    async def get(self, matter: UUID) -> MatterKnown:
        known = self.kept.get(matter)
        if known is None or known.sealed:
            raise NoSuchMatter
        return known


@dataclass
class Memory:
    """What outlives a transaction."""

    orders: InMemoryOrders = field(default_factory=InMemoryOrders)
    suggestions: InMemorySuggestions = field(default_factory=InMemorySuggestions)
    matters: InMemoryMatters = field(default_factory=InMemoryMatters)
    publications: InMemoryPublications = field(default_factory=InMemoryPublications)

    @classmethod
    async def of(cls, *things: SupervisionOrder | Suggestion | MatterKnown) -> "Memory":
        """All this, as if kept some time ago: the facts are told."""
        memory = cls()
        for thing in things:
            if isinstance(thing, SupervisionOrder):
                await memory.orders.save(thing)
            elif isinstance(thing, Suggestion):
                await memory.suggestions.save(thing)
            else:
                await memory.matters.meet(thing)
        memory.orders.facts.clear()
        memory.suggestions.facts.clear()
        return memory

    @property
    def told(self) -> list[str]:
        return [type(fact).__name__ for fact in [*self.suggestions.facts, *self.orders.facts]]

    def ports(self, now: datetime = NOON) -> Ports:
        @asynccontextmanager
        async def transaction(_: Principal | str) -> AsyncIterator[Work]:
            yield Work(self.orders, self.suggestions, self.matters, self.publications)

        return Ports(transaction, SHELF, lambda: now, new_id)

    def consumer_ports(self, jurisdiction: str = "420881", now: datetime = NOON) -> ConsumerPorts:
        @asynccontextmanager
        async def transaction() -> AsyncIterator[Work]:
            yield Work(self.orders, self.suggestions, self.matters, self.publications)

        return ConsumerPorts(jurisdiction, transaction, SHELF, lambda: now)
