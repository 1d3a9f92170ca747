"""What a backup says of itself. Nothing in it is secret, and nothing personal."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from launch.backup.lock import Closed

FORMAT = 1


class Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Part(Told):
    """One member of the file, as it lies there: sealed."""

    bytes: int
    sha256: str


class Schema(Told):
    """One service's part of the database, in the one moment that the backup shows."""

    revision: str
    entries: int
    """Of its journal."""
    last_event: int
    """The highest position in its outbox; 0 if nothing waits or is remembered there."""


class Stream(Told):
    """How far the bus was. For whoever looks into a loss: a restored stream starts empty."""

    last_sequence: int
    consumers: Mapping[str, int]
    """Durable → up to where it had acknowledged everything."""


class Files(Told):
    """The attachments: in the file if they lay in a folder, only listed if in a bucket."""

    are_listed_only: bool
    count: int


class Manifest(Told):
    format: int
    version: str
    """Of the OneDoor that made it."""
    taken_at: datetime
    schemas: Mapping[str, Schema]
    streams: Mapping[str, Stream]
    attachments: Files
    parts: Mapping[str, Part]
    lock: Closed
