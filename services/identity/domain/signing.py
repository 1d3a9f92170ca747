"""When a signing key signs, when it only verifies, and when it is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.identity.domain.session import ACCESS_LIFETIME

ROTATION = timedelta(days=30)
OVERLAP = ACCESS_LIFETIME + timedelta(minutes=5)  # other replicas may sign a little longer


@dataclass(frozen=True, slots=True)
class SigningKey:
    kid: str
    made_at: datetime
    retired_at: datetime | None = None

    def is_published(self, now: datetime) -> bool:
        """A retired key verifies until the last token it signed has run out."""
        return self.retired_at is None or now < self.retired_at + OVERLAP

    def is_due_for_rotation(self, now: datetime) -> bool:
        return now >= self.made_at + ROTATION


def signs_now(keys: Sequence[SigningKey]) -> SigningKey | None:
    standing = [key for key in keys if key.retired_at is None]
    return max(standing, key=lambda key: (key.made_at, key.kid), default=None)
