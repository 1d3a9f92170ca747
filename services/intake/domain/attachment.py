"""A file that belongs to a matter. Its bytes lie in the store, its name is personal."""

from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from chassis.kernel import Personal
from services.intake.domain import reading
from services.intake.domain.errors import FileTooLarge, FileTypeUnwelcome
from services.intake.domain.reading import MAX_FIELD

MAX_BYTES = 50 * 1024 * 1024
MEDIA_TYPES = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel",
        "application/ofd",
        "audio/mpeg",
        "audio/mp4",
        "audio/x-wav",
        "image/gif",
        "image/heic",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "text/plain",
        "video/mp4",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    id: UUID
    name: Personal
    media_type: str
    size: int
    digest: str
    added: date
    by: str

    @classmethod
    def read(
        cls,
        attachment_id: UUID,
        matter_id: UUID,
        *,
        name: str,
        media_type: str,
        size: int,
        digest: str,
        by: str,
        today: date,
    ) -> Self:
        if media_type not in MEDIA_TYPES:
            raise FileTypeUnwelcome(known=", ".join(sorted(MEDIA_TYPES)))
        if size > MAX_BYTES:
            raise FileTooLarge(limit=MAX_BYTES)
        return cls(
            id=attachment_id,
            name=Personal(matter_id, reading.required(name, "name", limit=MAX_FIELD)),
            media_type=media_type,
            size=size,
            digest=digest,
            added=today,
            by=by,
        )
