"""Argon2id, in a thread of its own, with the effort OWASP names: 19 MiB and two passes."""

import asyncio
from base64 import b64encode
from dataclasses import dataclass, field
from secrets import token_bytes

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

AT_ONCE = 2


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _fitting_nothing() -> str:
    """What a hash looks like, around random bytes: to look like one, nothing need be hashed."""
    h = _hasher()
    salt, digest = (
        b64encode(token_bytes(length)).decode().rstrip("=") for length in (h.salt_len, h.hash_len)
    )
    cost = f"m={h.memory_cost},t={h.time_cost},p={h.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


@dataclass(frozen=True, slots=True)
class Argon2Passwords:
    """Few at once: a flood of sign-ins waits in line instead of taking memory and both cores."""

    hasher: PasswordHasher = field(default_factory=_hasher)
    line: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    nobody: str = field(default_factory=_fitting_nothing, repr=False)

    async def hash(self, password: str) -> str:
        async with self.line:
            return await asyncio.to_thread(self.hasher.hash, _bytes_of(password))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Somebody who does not exist, or has no password, takes as long as somebody who does."""
        async with self.line:
            fits = await asyncio.to_thread(self._fits, hashed or self.nobody, password)
        return fits and hashed is not None

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self.hasher.verify(hashed, _bytes_of(password))
        except (VerificationError, InvalidHashError):
            return False


def _bytes_of(password: str) -> bytes:
    """Of any text at all; whether it may be a password is for the rules to say."""
    return password.encode("utf-8", "surrogatepass")
