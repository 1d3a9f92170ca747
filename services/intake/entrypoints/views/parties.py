"""Parties: masked for everybody, open for who gave a purpose."""

from typing import Self
from uuid import UUID

from chassis import masking
from services.intake.domain.party import PartyRecord, PartyRef
from services.intake.entrypoints.views.view import View
from services.intake.queries import Shown

MASKS = {
    "name": masking.mask_name,
    "id_number": masking.mask_id_number,
    "credit_code": masking.mask_id_number,
    "phone": masking.mask_phone,
    "email": masking.mask_email,
    "address": masking.mask_address,
}


class PartyView(View):
    """A party as everybody sees it: masked. Opening a field needs a purpose and is recorded."""

    id: UUID
    kind: str
    role: str
    organ: str
    masked: dict[str, str]

    @classmethod
    def of(cls, party: PartyRef, record: PartyRecord | None, shown: Shown) -> Self:
        return cls(
            id=party.id,
            kind=party.kind,
            role=party.role,
            organ=party.organ,
            masked=masked(record, shown) if record else {},
        )


def masked(record: PartyRecord, shown: Shown) -> dict[str, str]:
    """Fields that name nobody by themselves are shown as they are."""
    said = {name: shown.said(text) for name, text in record.fields.items()}
    return {name: MASKS.get(name, _plain)(text) for name, text in said.items() if text}


def _plain(text: str) -> str:
    return text


class RevealedView(View):
    id: UUID
    fields: dict[str, str]
