"""What closes the key of a backup: a passphrase here, a key service elsewhere."""

import os
import sys
from dataclasses import dataclass, field
from getpass import getpass
from pathlib import Path
from typing import Literal, Protocol
from unicodedata import normalize

from argon2.low_level import Type, hash_secret_raw
from pydantic import BaseModel, ConfigDict, Field

from chassis.ciphers import SUITE_OF_NAME, CannotOpen, DataKey
from launch.backup.errors import (
    PassphraseNotGiven,
    PassphrasesDiffer,
    PassphraseTooShort,
    PassphraseUnreadable,
)

SUITE = SUITE_OF_NAME["AES-256-GCM"]
LEAST_CHARACTERS = 12
SALT_BYTES = 16
PLACE = b"onedoor/backup/key"
# RFC 9106, second recommendation: what a small machine can still afford.
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
MOST_MEMORY_KIB = 1024 * 1024


class Closed(BaseModel):
    """A key that only its lock opens. All of it may be read by anybody."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["passphrase"]
    salt: str
    memory_kib: int = Field(le=MOST_MEMORY_KIB)
    passes: int = Field(le=100)
    lanes: int = Field(le=64)
    key: str


class Lock(Protocol):
    def close(self, key: bytes) -> Closed: ...

    def open(self, closed: Closed) -> bytes:
        """Raises `CannotOpen` where it is not the lock that closed it."""
        ...


@dataclass(frozen=True)
class Passphrase:
    """Words that people keep, stretched by argon2id so that guessing costs 64 MB a try."""

    words: str = field(repr=False)

    def close(self, key: bytes) -> Closed:
        salt = os.urandom(SALT_BYTES)
        stretched = self._stretched(salt, MEMORY_KIB, PASSES, LANES)
        return Closed(
            kind="passphrase",
            salt=salt.hex(),
            memory_kib=MEMORY_KIB,
            passes=PASSES,
            lanes=LANES,
            key=stretched.close(key, PLACE).hex(),
        )

    def open(self, closed: Closed) -> bytes:
        try:
            salt, key = bytes.fromhex(closed.salt), bytes.fromhex(closed.key)
        except ValueError:
            raise CannotOpen("the lock is not written in hexadecimal") from None
        stretched = self._stretched(salt, closed.memory_kib, closed.passes, closed.lanes)
        return stretched.disclose(key, PLACE)

    def _stretched(self, salt: bytes, memory_kib: int, passes: int, lanes: int) -> DataKey:
        """The same words typed on another keyboard may come in another Unicode form."""
        secret = normalize("NFKC", self.words).encode()
        return DataKey(
            SUITE,
            hash_secret_raw(secret, salt, passes, memory_kib, lanes, SUITE.key_bytes, Type.ID),
        )


def passphrase(file: Path | None, *, is_new: bool) -> Passphrase:
    """From the file, else typed; a new one is typed twice."""
    words = _read(file) if file else _typed(twice=is_new)
    if is_new and len(words) < LEAST_CHARACTERS:
        raise PassphraseTooShort(least=LEAST_CHARACTERS)
    return Passphrase(words)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "it is not text"
        raise PassphraseUnreadable(file=file, reason=reason) from fault


def _typed(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise PassphraseNotGiven
    words = getpass("备份口令 / passphrase of the backup: ").strip()
    if twice and getpass("再输入一次 / again: ").strip() != words:
        raise PassphrasesDiffer
    return words
