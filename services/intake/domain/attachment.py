"""A file that belongs to a matter. Its bytes lie in the store, its name is personal."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.kernel import Personal
from law.rulebook import Rulebook
from services.intake.domain.errors import FileTooLarge, FileTypeUnwelcome


def largest(rules: Rulebook) -> int:
    """Where reading a stream may stop: nothing larger is kept, whatever it is."""
    return max(kind.max_bytes for kind in rules.attachments.kinds.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    id: UUID
    name: Personal
    media_type: str
    size: int
    digest: str
    added: date
    by: str


def require_welcome(media_type: str, size: int, rules: Rulebook) -> None:
    kinds = rules.attachments.kinds.values()
    kind = next((kind for kind in kinds if media_type in kind.media_types), None)
    if kind is None:
        known = sorted({ending for kind in kinds for ending in kind.endings})
        raise FileTypeUnwelcome(known=", ".join(known))
    if size > kind.max_bytes:
        raise FileTooLarge(limit=kind.max_bytes)
