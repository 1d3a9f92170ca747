"""Events wait here, written in the transaction that made them true."""

from datetime import datetime
from uuid import UUID

from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
)

from chassis import telemetry
from chassis.database import Buffer
from chassis.events.streams import subject
from chassis.kernel import new_id


def outbox_table(metadata: MetaData) -> Table:
    """No row-level security: one relay serves all jurisdictions. Events hold nothing personal."""
    table = Table(
        "outbox",
        metadata,
        Column("jurisdiction", String, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("position", BigInteger, Identity(always=True), nullable=False),
        Column("subject_id", Uuid, nullable=False),
        Column("subject", String, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("trace", String),
        Column("forgets", Boolean, nullable=False),
        Column("stream_sequence", BigInteger),
    )
    unpublished = table.c.stream_sequence.is_(None)
    Index("ix_outbox_unpublished", table.c.position, postgresql_where=unpublished)
    Index("ix_outbox_stream_sequence", table.c.stream_sequence)
    Index("ix_outbox_subject_id", table.c.jurisdiction, table.c.subject_id)
    return table


def append(
    buffer: Buffer,
    table: Table,
    message: Message,
    jurisdiction: str,
    at: datetime,
    *,
    subject_id: UUID,
    forgets: bool = False,
) -> None:
    """`forgets`: once this is out, the stream loses what was said of the subject before."""
    row = {
        "jurisdiction": jurisdiction,
        "event_id": new_id(at),
        "subject_id": subject_id,
        "subject": subject(type(message), jurisdiction),
        "payload": MessageToJson(message, indent=None, ensure_ascii=False).encode(),
        "trace": _trace(),
        "forgets": forgets,
    }
    buffer.insert(table, row)


def _trace() -> str | None:
    carrier: dict[str, str] = {}
    telemetry.inject(carrier)
    return carrier.get("traceparent")
