"""How an aggregate is kept: its state as one document, its facts in the journal and the outbox."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from google.protobuf.message import Message
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    LargeBinary,
    MetaData,
    RowMapping,
    Select,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from chassis import answers, journal
from chassis.database import Row, Transaction, jurisdiction
from chassis.events import outbox
from chassis.journal import codec
from chassis.kernel import Aggregate, Fact
from chassis.vault import Sealer, Vault

A = TypeVar("A", bound=Aggregate)
KEPT_APART = {"jurisdiction", "id", "version", "head"}
SUBJECTS, WRAPPED = "keys_subjects", "keys_wrapped"
KEYS = "SELECT owner, subject, wrapped FROM {keys} WHERE jurisdiction = $1 AND owner = ANY ($2)"


def aggregate_table(name: str, metadata: MetaData, *columns: Column[Any]) -> Table:
    """The state is the aggregate; the further columns are copies for lists and policies."""
    return Table(
        name,
        metadata,
        jurisdiction(),
        Column("id", Uuid, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("head", LargeBinary, nullable=False),
        Column("state", JSONB, nullable=False),
        *columns,
    )


@dataclass(frozen=True, slots=True)
class Kept(Generic[A]):
    """What a service decides about keeping one kind of aggregate."""

    kind: type[A]
    table: Table
    columns: Callable[[A], Row]
    messages_of: Callable[[A, Sequence[Fact]], Sequence[Message]]
    """What others may know of the facts just recorded, with the state as saved."""
    forgets: Callable[[Sequence[Fact]], bool] = lambda _: False
    """Whether these facts oblige the stream to lose what was said of it before (a later seal)."""


@dataclass(slots=True)
class Store(Generic[A]):
    """The aggregates of one kind, within one transaction."""

    kept: Kept[A]
    work: Transaction
    vault: Vault
    sealers: dict[UUID, Sealer] = field(default_factory=dict)

    async def get(self, subject: UUID, *where: ColumnElement[bool]) -> A | None:
        """None where it does not exist or the predicate hides it: the two look alike.

        Its keys come along: whoever loads it will open a text of it, or seal one.
        """
        told = {"place": self.work.jurisdiction, "subject": subject}
        found = await self.work.connection.execute(_one(self.kept.table, where), told)
        row = found.mappings().first()
        if row is None:
            return None
        known = dict(zip(row[SUBJECTS] or (), row[WRAPPED] or (), strict=True))
        self.sealers.setdefault(subject, Sealer(self.vault, self.work.jurisdiction, subject, known))
        return self.read(row)

    def read(self, row: RowMapping) -> A:
        apart = {name: row[name] for name in KEPT_APART}
        state: A = codec(self.kept.kind).validate_python(row["state"] | apart)
        return state

    async def sealer(self, owner: UUID) -> Sealer:
        """The keys under which an aggregate's texts are sealed; fetched once a transaction."""
        await self.fetch_keys([owner])
        return self.sealers[owner]

    async def fetch_keys(self, owners: Iterable[UUID]) -> None:
        """The keys of many at once, for whoever is about to open many."""
        missing = [owner for owner in owners if owner not in self.sealers]
        if not missing:
            return
        keys = self._tables()["keys"]
        told = (self.work.jurisdiction, missing)
        known: dict[UUID, dict[UUID, bytes | None]] = {owner: {} for owner in missing}
        for row in await self.work.connection.exec_driver_sql(KEYS.format(keys=keys), told):
            known[row.owner][row.subject] = row.wrapped
        for owner, wrapped in known.items():
            self.sealers[owner] = Sealer(self.vault, self.work.jurisdiction, owner, wrapped)

    async def save(self, aggregate: A) -> None:
        """Write the state, the journal, what others may know, and the answer to a repeated call."""
        first = aggregate.version - len(aggregate.facts) == 0
        sealer = (
            self.sealers.setdefault(
                aggregate.id, Sealer(self.vault, self.work.jurisdiction, aggregate.id, {})
            )
            if first
            else await self.sealer(aggregate.id)
        )
        facts, buffer, tables = aggregate.take_facts(), self.work.buffer, self._tables()
        journal.append(buffer, tables["journal"], aggregate, facts, sealer.seal)
        state = codec(self.kept.kind).dump_json(
            aggregate, context={"seal": sealer.seal}, exclude=KEPT_APART
        )
        row = {
            "jurisdiction": aggregate.jurisdiction,
            "id": aggregate.id,
            "version": aggregate.version,
            "head": aggregate.head,
            "state": state.decode(),
        }
        buffer.upsert(self.kept.table, row | dict(self.kept.columns(aggregate)))
        self._keep_keys(aggregate.id, sealer)
        forgets = self.kept.forgets(facts)
        for message in self.kept.messages_of(aggregate, facts):
            outbox.append(
                buffer,
                tables["outbox"],
                message,
                aggregate.jurisdiction,
                facts[-1].at,
                subject_id=aggregate.id,
                forgets=forgets,
            )
        answers.keep(buffer, tables["answers"], aggregate, facts)

    def keep_keys(self, owner: UUID) -> None:
        """Write the keys that sealing something beside the aggregate has just made."""
        if owner in self.sealers:
            self._keep_keys(owner, self.sealers[owner])

    def _keep_keys(self, owner: UUID, sealer: Sealer) -> None:
        keys = self._tables()["keys"]
        for subject, wrapped in sealer.take_created().items():
            self.work.buffer.insert(
                keys,
                {
                    "jurisdiction": self.work.jurisdiction,
                    "owner": owner,
                    "subject": subject,
                    "wrapped": wrapped,
                },
            )

    def _tables(self) -> dict[str, Table]:
        table = self.kept.table
        return {
            name: table.metadata.tables[f"{table.schema}.{name}"]
            for name in ("journal", "outbox", "keys", "answers")
        }


@lru_cache(maxsize=256)
def _one(table: Table, where: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    """Put together once for each predicate: that costs more than to send it and read the row."""
    place: BindParameter[str] = bindparam("place", String)
    subject: BindParameter[UUID] = bindparam("subject", Uuid)
    keys = table.metadata.tables[f"{table.schema}.keys"].c
    mine = and_(keys.jurisdiction == place, keys.owner == subject)
    of_keys = (
        select(func.array_agg(aggregate_order_by(column, keys.subject)))
        .where(mine)
        .scalar_subquery()
        .label(name)
        for column, name in ((keys.subject, SUBJECTS), (keys.wrapped, WRAPPED))
    )
    t = table.c
    return select(table, *of_keys).where(t.jurisdiction == place, t.id == subject, *where)
