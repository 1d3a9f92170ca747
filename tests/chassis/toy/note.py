"""The toy's aggregate, its facts and how it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Self
from uuid import UUID

from google.protobuf.message import Message
from sqlalchemy import Column, MetaData, String
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.aggregates import Kept, aggregate_table
from chassis.calendars import calendars_table
from chassis.database import NAMING, Row, text_array
from chassis.kernel import Actor, Aggregate, Fact, Personal, Principal
from chassis.migrations.migrate import Schema
from chassis.schema import Machinery
from onedoor.mediation.events.v1 import referral_events_pb2 as pb

metadata = MetaData(schema="toy", naming_convention=NAMING)
notes = aggregate_table(
    "notes",
    metadata,
    Column("organ", String, nullable=False),
    Column("readers", ARRAY(String)),
)
machinery = Machinery.of(metadata)
calendars = calendars_table(metadata)
SCHEMA = Schema("toy", metadata, Path(__file__).parent / "versions")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Fact):
    text: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCorrected(Fact):
    text: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSealed(Fact):
    readers: tuple[str, ...]


@dataclass(kw_only=True)
class Note(Aggregate):
    kind: ClassVar[str] = "note"
    organ: str
    text: Personal
    corrections: list[Personal] = field(default_factory=list)
    readers: list[str] | None = None

    @classmethod
    def write(cls, note_id: UUID, text: str, *, by: Principal, now: datetime) -> Self:
        said = Personal(note_id, text)
        note = cls(jurisdiction=by.jurisdiction, id=note_id, organ=by.organ, text=said)
        note.record(NoteWritten(text=said, by=by, at=now))
        return note

    def correct(self, text: str, *, by: Actor, now: datetime) -> None:
        said = Personal(self.id, text)
        self.corrections.append(said)
        self.record(NoteCorrected(text=said, by=by, at=now))

    def seal(self, readers: Sequence[str], *, by: Actor, now: datetime) -> None:
        self.readers = list(readers)
        self.record(NoteSealed(readers=tuple(readers), by=by, at=now))


def messages_of(note: Note, _: Sequence[Fact]) -> Sequence[Message]:
    referral = pb.Referral(referral_id=str(note.id), version=note.version)
    return [pb.ReferralReceived(referral=referral)]


def columns(note: Note) -> Row:
    return {"organ": note.organ, "readers": text_array(note.readers)}


KEPT = Kept(
    kind=Note,
    table=notes,
    columns=columns,
    messages_of=messages_of,
    forgets=lambda facts: any(isinstance(fact, NoteSealed) for fact in facts),
)
