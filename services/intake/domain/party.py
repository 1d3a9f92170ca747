"""Who a petition is from and about. What names them is kept apart, under a key of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.kernel import Personal
from services.intake.domain.errors import MaskedValue, PartyUnreadable, RespondentUnknown
from services.intake.domain.reading import MAX_FIELD, word, written

FIELDS = (
    "name",
    "id_kind",
    "id_number",
    "credit_code",
    "phone",
    "email",
    "address",
    "postal_code",
    "nationality",
    "position",
    "employer",
)
"""All that may be kept of a party: what reaching and answering it needs, and nothing more."""
KNOWN = frozenset({"kind", "role", "organ", *FIELDS})

STARS = frozenset("*＊")
"""Every mask holds one, and no name, number or address does."""

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"


class PartyKind(StrEnum):
    PERSON = "person"
    LEGAL_PERSON = "legal_person"
    ORGANISATION = "organisation"


class Role(StrEnum):
    PETITIONER = "petitioner"
    REPRESENTATIVE = "representative"
    RESPONDENT = "respondent"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class PartyText:
    """A party as it was told at the desk."""

    kind: PartyKind
    role: Role
    fields: Mapping[str, str]
    organ: str = ""

    @classmethod
    def read(cls, told: Mapping[str, str]) -> Self:
        kind = word(told, "kind", PartyKind, default=PartyKind.PERSON)
        role = word(told, "role", Role, default=Role.PETITIONER)
        if not told.keys() <= KNOWN:
            raise PartyUnreadable(known=", ".join(FIELDS))
        organ = written(told, "organ", limit=MAX_FIELD)
        if organ and role is not Role.RESPONDENT:
            raise RespondentUnknown
        kept = {name: written(told, name, limit=MAX_FIELD) for name in FIELDS if name in told}
        for name, text in kept.items():
            if not STARS.isdisjoint(text):
                raise MaskedValue(part=name)
        return cls(kind, role, {name: text for name, text in kept.items() if text}, organ)

    @property
    def has_doubtful_id(self) -> bool:
        """GB 11643: eighteen characters whose last one checks the others."""
        if self.fields.get("id_kind", "id_card") != "id_card":
            return False
        number = self.fields.get("id_number", "").upper()
        if not number:
            return False
        head, check = number[:-1], number[-1]
        if len(head) != len(ID_WEIGHTS) or not (head.isascii() and head.isdigit()):
            return True
        total = sum(int(digit) * weight for digit, weight in zip(head, ID_WEIGHTS, strict=True))
        return ID_CHECKS[total % 11] != check


@dataclass(frozen=True, slots=True)
class PartyRef:
    """A party as the matter knows it: that there is one, in which role; never who."""

    id: UUID
    kind: PartyKind
    role: Role
    item: UUID
    organ: str = ""


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """Who the party is. Each field is sealed under the party's own key."""

    id: UUID
    matter_id: UUID
    kind: PartyKind
    fields: dict[str, Personal] = field(default_factory=dict)

    @classmethod
    def of(cls, party_id: UUID, matter_id: UUID, told: PartyText) -> Self:
        fields = {name: Personal(party_id, text) for name, text in told.fields.items()}
        return cls(party_id, matter_id, told.kind, fields)


def petitioners(parties: Iterable[PartyText]) -> int:
    return sum(party.role in {Role.PETITIONER, Role.REPRESENTATIVE} for party in parties)


def representatives(parties: Iterable[PartyText]) -> int:
    return sum(party.role is Role.REPRESENTATIVE for party in parties)
