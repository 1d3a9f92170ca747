"""One receipt: a letter, a visit, a call. It never changes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.kernel import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: UUID
    channel: str
    received: date
    registered_at: datetime
    registrar: str
    title: Personal
    body: Personal
    source: str = ""
    external_id: str = ""
    oral: bool = False
    read_back: bool = False
    people_count: int = 1
    affected_count: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """What the petitioner asks for; the handling opinion answers each one by its number."""

    number: int
    text: Personal
