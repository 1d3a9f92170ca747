"""How guessing a password is made hopeless without locking honest people out for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

FIRST_LOCK = timedelta(seconds=15)
LONGEST_LOCK = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limit:
    """Failures that are free. An address stands for a whole office behind one router."""

    free: int


ACCOUNT = Limit(free=5)
CLIENT = Limit(free=50)  # its secret cannot be guessed, and its replicas start side by side
ADDRESS = Limit(free=60)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts that were not crowned with success yet, for one account or one address."""

    failures: int = 0
    last_at: datetime | None = None

    def seconds_locked(self, limit: Limit, now: datetime) -> int:
        if self.last_at is None or self.failures < limit.free:
            return 0
        doublings = min(self.failures - limit.free, 16)
        lock = min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)
        return max(0, ceil((self.last_at + lock - now).total_seconds()))

    def another(self, now: datetime) -> "Attempts":
        """Counted before the password is looked at, so that guesses side by side count too."""
        if self.last_at is None or now - self.last_at >= FORGOTTEN_AFTER:
            return Attempts(1, now)
        return Attempts(self.failures + 1, now)
