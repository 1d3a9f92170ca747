"""What mediation's screens read, and what rebuilds a projection of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.aggregates import Kept, Store
from chassis.database import MACHINERY
from chassis.kernel import Personal, Principal
from chassis.pages import Page
from chassis.vault import Vault
from services.mediation.adapters import tables
from services.mediation.adapters.visibility import visible_to
from services.mediation.domain.errors import NoSuchReferral
from services.mediation.domain.permissions import REPLAY_JOURNAL
from services.mediation.domain.referral import Referral
from services.mediation.domain.states import State

REPLAYED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ReferralRead:
    """A referral with its texts opened; None where none was written, or its key is destroyed."""

    referral: Referral
    remark: str | None
    account: str | None


@dataclass(frozen=True, slots=True)
class Queries:
    engine: AsyncEngine
    vault: Vault
    kept: Kept[Referral]
    refresh: Callable[[str], Awaitable[None]]
    """So that what is read is shown by the newest calendar of the place."""

    async def list_referrals(
        self,
        actor: Principal,
        page: Page,
        *,
        status: State | None = None,
        matter: UUID | None = None,
    ) -> Sequence[Referral]:
        """Newest first: the ids are made in the order of time."""
        r = tables.referrals.c
        wanted: list[ColumnElement[bool]] = [visible_to(actor)]
        if status:
            wanted.append(r.status == status)
        if matter:
            wanted.append(r.matter == matter)
        if page.after:
            wanted.append(r.id < page.after[0])
        statement = select(tables.referrals).where(*wanted).order_by(r.id.desc()).limit(page.size)
        where = actor.jurisdiction
        await self.refresh(where)
        async with database.transaction(self.engine, where, actor.organ) as work:
            store = Store(self.kept, work, self.vault)
            rows = await work.connection.execute(statement)
            return [store.read(row) for row in rows.mappings()]

    async def get_referral(self, actor: Principal, referral_id: UUID) -> ReferralRead:
        where = actor.jurisdiction
        await self.refresh(where)
        async with database.transaction(self.engine, where, actor.organ) as work:
            store = Store(self.kept, work, self.vault)
            referral = await store.get(referral_id, visible_to(actor))
            if referral is None:
                raise NoSuchReferral
            sealer = await store.sealer(referral.id)

            def opened(text: Personal | None) -> str | None:
                return sealer.open(text) if text else None

            ended = referral.conclusion
            return ReferralRead(
                referral, opened(referral.remark), opened(ended.account if ended else None)
            )

    async def replay(self, actor: Principal, after: UUID) -> AsyncIterator[Referral]:
        """All of a jurisdiction, oldest first, without one long transaction."""
        actor.require(REPLAY_JOURNAL)
        r = tables.referrals.c
        while True:
            statement = (
                select(tables.referrals)
                .where(r.jurisdiction == actor.jurisdiction, r.id > after)
                .order_by(r.id)
                .limit(REPLAYED_AT_ONCE)
            )
            where = actor.jurisdiction
            await self.refresh(where)
            async with database.transaction(self.engine, where, MACHINERY) as work:
                store = Store(self.kept, work, self.vault)
                rows = (await work.connection.execute(statement)).mappings().all()
            for row in rows:
                yield store.read(row)
            if len(rows) < REPLAYED_AT_ONCE:
                return
            after = rows[-1]["id"]
