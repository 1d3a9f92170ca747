"""Attached files in the store, each sealed under a key of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from sqlalchemy import insert, select

from chassis import database
from chassis.attachments import Attachments
from chassis.ciphers import DataKey
from chassis.database import MACHINERY
from chassis.vault import KeyDestroyed
from services.intake.adapters.postgres import Keeping
from services.intake.adapters.tables import machinery
from services.intake.domain.errors import NoSuchAttachment
from services.intake.usecases.ports import Stored


@dataclass(frozen=True, slots=True)
class Files:
    """`name` says which kind of file is to come; its content has to agree."""

    keeping: Keeping
    attachments: Attachments
    name: str = ""

    def named(self, name: str) -> Self:
        return replace(self, name=name)

    async def write(
        self, jurisdiction: str, file_id: UUID, chunks: AsyncIterator[bytes], limit: int
    ) -> Stored:
        key = self.keeping.vault.new_key()
        place = _place(jurisdiction, file_id)
        taken = await self.attachments.put(place, self.name, chunks, key=key, most=limit)
        row = {
            "jurisdiction": jurisdiction,
            "owner": file_id,
            "subject": file_id,
            "wrapped": self.keeping.vault.wrap(jurisdiction, file_id, key),
        }
        async with database.transaction(self.keeping.engine, jurisdiction, MACHINERY) as work:
            await work.connection.execute(insert(machinery.keys).values(row))
        return Stored(taken.media_type, taken.size, taken.digest)

    async def remove(self, jurisdiction: str, file_id: UUID) -> None:
        await self.attachments.delete(_place(jurisdiction, file_id))

    async def open(self, jurisdiction: str, file_id: UUID) -> AsyncIterator[bytes]:
        key = await self._key(jurisdiction, file_id)
        return await self.attachments.open(_place(jurisdiction, file_id), key=key)

    async def _key(self, jurisdiction: str, file_id: UUID) -> DataKey:
        k = machinery.keys.c
        statement = select(k.wrapped).where(
            k.jurisdiction == jurisdiction, k.owner == file_id, k.subject == file_id
        )
        async with database.transaction(self.keeping.engine, jurisdiction) as work:
            row = (await work.connection.execute(statement)).first()
        if row is None:
            raise NoSuchAttachment
        if row.wrapped is None:
            raise KeyDestroyed
        return self.keeping.vault.unwrap(jurisdiction, file_id, row.wrapped)


def _place(jurisdiction: str, file_id: UUID) -> str:
    return f"{jurisdiction}/intake/{file_id}"
