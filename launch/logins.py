"""Who is signed in from this data folder: one file that only its owner reads, one entry an issuer.

A refresh token is good for one use, and a second use ends the sign-in. So whoever refreshes holds
the file's lock from reading to writing.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from launch.signin import Tokens

FILE = "login.json"


@dataclass(slots=True)
class Login:
    """A person with their tokens, or a machine with its secret too, and the post they act in."""

    name: str
    tokens: Tokens
    post: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Logins:
    folder: Path

    def find(self, issuer: str) -> Login | None:
        with self.changing() as kept:
            return login_of(kept[issuer]) if issuer in kept else None

    def keep(self, issuer: str, login: Login) -> None:
        with self.changing() as kept:
            kept[issuer] = entry_of(login)

    def forget(self, issuer: str) -> None:
        with self.changing() as kept:
            kept.pop(issuer, None)

    @contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """What is kept; what it is when the context ends is kept from then on."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(self.folder / "login.lock", os.O_CREAT | os.O_RDWR, 0o600)) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = self._read()
            before = json.dumps(kept)
            yield kept
            if json.dumps(kept) != before:
                self._write(kept)

    def _read(self) -> dict[str, Any]:
        """A file that cannot be read lets nobody in; signing in again writes it anew."""
        with suppress(OSError, ValueError):
            kept = json.loads((self.folder / FILE).read_text())
            if isinstance(kept, dict):
                return kept
        return {}

    def _write(self, kept: dict[str, Any]) -> None:
        fresh = self.folder / f"{FILE}.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as out:
            json.dump(kept, out, indent=1)
        fresh.replace(self.folder / FILE)


def entry_of(login: Login) -> dict[str, Any]:
    return {
        "name": login.name,
        "post": login.post,
        "secret": login.secret,
        "tokens": asdict(login.tokens),
    }


def login_of(entry: dict[str, Any]) -> Login:
    return Login(entry["name"], Tokens(**entry["tokens"]), entry["post"], entry["secret"])
