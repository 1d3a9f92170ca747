"""Personal texts at rest: a key for each subject, wrapped by a key for each jurisdiction.

Erasing a subject means destroying its wrapped key: whatever was sealed with it, here and in every
backup made since, stays unreadable, while the bytes and the hash chain over them stay as they are.
"""

import os
import re
import tempfile
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from struct import unpack
from typing import Literal, Protocol
from unicodedata import normalize
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, LargeBinary, MetaData, Table, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP

from chassis.ciphers import (
    SUITE_OF_NAME,
    SUITE_OF_NUMBER,
    Algorithm,
    CannotOpen,
    DataKey,
    Suite,
)
from chassis.database import jurisdiction
from chassis.kernel import Conflict, Personal

MASTER_BYTES = 32
FOR_EVERYONE = 0o007

Digest = Literal["SHA-256", "SM3"]


class BadMasterKey(Exception):
    """The file does not hold a master key that may be used."""


class KeyDestroyed(Conflict):
    en = "The personal data of this subject was erased. Nothing can be added to it."
    zh = "该主体的个人信息已被删除,不能再写入。"


class KeyProvider(Protocol):
    """Where the keys of jurisdictions come from: a file here, a key service elsewhere."""

    def jurisdiction_key(self, jurisdiction: str, purpose: str) -> bytes:
        """Always the same 32 bytes for the same jurisdiction and purpose."""
        ...


@dataclass(frozen=True)
class MasterKey:
    """Derives the key of every jurisdiction from one secret, which never leaves this object."""

    secret: bytes = field(repr=False)

    def jurisdiction_key(self, jurisdiction: str, purpose: str) -> bytes:
        info = f"onedoor/{jurisdiction}/{purpose}".encode()
        return HKDF(SHA256(), MASTER_BYTES, salt=None, info=info).derive(self.secret)


def open_or_make(path: Path) -> MasterKey:
    """The master key kept in this file, which is made on the first start."""
    try:
        path.stat()
    except FileNotFoundError:
        _make(path)
    if path.stat().st_mode & FOR_EVERYONE:
        raise BadMasterKey(f"{path} can be read by everyone on this machine; chmod 600 it.")
    secret = path.read_bytes()
    if len(secret) != MASTER_BYTES:
        raise BadMasterKey(
            f"{path} holds {len(secret)} bytes; a master key has {MASTER_BYTES}. "
            "Put it back from the backup: without it no personal data can be read."
        )
    return MasterKey(secret)


def _make(path: Path) -> None:
    """Complete or not there at all: a half-written key would lock up all that it seals."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(MASTER_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first, and its key counts
    finally:
        Path(draft).unlink()


class Field(StrEnum):
    """What an index may look up, each read in its own way (see `normalised`)."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    EMAIL = "email"
    ADDRESS = "address"
    CODE = "code"


_SEPARATORS = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"\D+")
_COUNTRY = re.compile(r"(?:00)?86(?=1\d{10}$)")
_WORDS = re.compile(r"[^\W_]+")
_RUNS = re.compile(r"[^\W_]{2,}")


def normalised(kind: Field, value: str) -> str:
    """The one spelling under which equal values meet.

    All kinds: full-width forms and ligatures folded (NFKC), case folded, outer blanks dropped.
    Names and addresses: blanks and dots inside dropped, as 买买提·阿不都 is written in five ways.
    Phones: digits only, without the country's 86. Identity numbers and codes: letters and digits
    only. E-mail addresses: as they are.
    """
    folded = normalize("NFKC", value).casefold().strip()
    if kind is Field.EMAIL:
        return folded
    if kind is Field.PHONE:
        return _COUNTRY.sub("", _NOT_DIGITS.sub("", folded))
    return _SEPARATORS.sub("", folded)


def folded(text: str) -> str:
    """The one spelling under which words are looked for."""
    return normalize("NFKC", text).casefold()


def words_in(text: str) -> list[str]:
    """What stands between blanks and marks."""
    return _WORDS.findall(folded(text))


def _runs(text: str) -> list[str]:
    return _RUNS.findall(folded(text))


class Vault:
    """Seals, opens, and makes the keyed hashes by which sealed values are still found.

    The digest of the blind index can only change together with all indexes; the algorithm may
    change at any time, as each key and each sealed text names its own.
    """

    def __init__(
        self,
        provider: KeyProvider,
        algorithm: Algorithm = "AES-256-GCM",
        digest: Digest = "SHA-256",
    ) -> None:
        self._provider = provider
        self._suite = SUITE_OF_NAME[algorithm]
        self._digest = SM3() if digest == "SM3" else SHA256()
        self._wrapping: dict[tuple[str, int], DataKey] = {}
        self._indexing: dict[str, HMAC] = {}
        self._searching: dict[str, Cipher[modes.ECB]] = {}

    def __repr__(self) -> str:
        return f"Vault({self._suite.name})"

    def new_key(self) -> DataKey:
        return DataKey(self._suite, os.urandom(self._suite.key_bytes))

    def wrap(self, jurisdiction: str, subject: UUID, key: DataKey) -> bytes:
        return self._wrapping_key(jurisdiction, key.suite).close(
            key.secret, _place(jurisdiction, subject)
        )

    def unwrap(self, jurisdiction: str, subject: UUID, wrapped: bytes) -> DataKey:
        suite = SUITE_OF_NUMBER.get(wrapped[0]) if wrapped else None
        if suite is None:
            raise CannotOpen(f"the key of {subject} was wrapped with an unknown algorithm")
        wrapping = self._wrapping_key(jurisdiction, suite)
        return DataKey(suite, wrapping.disclose(wrapped, _place(jurisdiction, subject)))

    def seal(self, jurisdiction: str, subject: UUID, key: DataKey, text: str) -> str:
        return b64encode(key.close(text.encode(), _place(jurisdiction, subject))).decode()

    def open(self, jurisdiction: str, subject: UUID, key: DataKey, sealed: str) -> str:
        try:
            closed = a2b_base64(sealed, strict_mode=True)
        except ValueError:
            raise CannotOpen("not sealed by this vault") from None
        return key.disclose(closed, _place(jurisdiction, subject)).decode()

    def open_own(
        self, jurisdiction: str, subject: UUID, wrapped: bytes | None, sealed: str
    ) -> str | None:
        """A text of a subject under its own key, which is used for nothing else; None once that
        key is destroyed."""
        if wrapped is None:
            return None
        return self.open(jurisdiction, subject, self.unwrap(jurisdiction, subject, wrapped), sealed)

    def index(self, jurisdiction: str, kind: Field, value: str) -> bytes:
        """Equal values of one kind in one jurisdiction give equal bytes, and nothing else does."""
        keyed = self._indexing.get(jurisdiction)
        if keyed is None:
            key = self._provider.jurisdiction_key(jurisdiction, "index")
            keyed = self._indexing[jurisdiction] = HMAC(key, self._digest)
        mac = keyed.copy()
        mac.update(f"{kind}\0{normalised(kind, value)}".encode())
        return mac.finalize()

    def grams(self, jurisdiction: str, text: str) -> set[int]:
        """Keyed hashes of all runs of two and three characters, for search and duplicates.

        A gram padded to four characters is one cipher block, so one call hashes a whole text; a
        block cipher under a secret key is as good a keyed hash of one block as there is.
        """
        found: set[str] = set()
        for run in _runs(text):
            found.update(map("".join, pairwise(run)))
            found.update(map("".join, zip(run, run[1:], run[2:], strict=False)))
        return self._hashed(jurisdiction, found)

    def pairs(self, jurisdiction: str, text: str) -> set[int]:
        """Keyed hashes of all runs of two characters, in 32 bits: for an index of whole texts.

        A text that holds a phrase holds its pairs; of those that hold its pairs, few do not hold
        the phrase. Whoever searches opens what was found, and looks.
        """
        found = {"".join(pair) for run in _runs(text) for pair in pairwise(run)}
        return {hashed >> 32 for hashed in self._hashed(jurisdiction, found)}

    def _hashed(self, jurisdiction: str, grams: set[str]) -> set[int]:
        if not grams:
            return set()
        blocks = "".join([gram.ljust(4, "\0") for gram in grams]).encode("utf-32-le")
        hashed = self._searching_key(jurisdiction).encryptor().update(blocks)
        return set(unpack(f"<{len(grams) * 2}q", hashed)[::2])

    def _wrapping_key(self, jurisdiction: str, suite: Suite) -> DataKey:
        key = self._wrapping.get((jurisdiction, suite.number))
        if key is None:
            secret = self._provider.jurisdiction_key(jurisdiction, f"wrap/{suite.name}")
            key = DataKey(suite, secret[: suite.key_bytes])
            self._wrapping[jurisdiction, suite.number] = key
        return key

    def _searching_key(self, jurisdiction: str) -> "Cipher[modes.ECB]":
        cipher = self._searching.get(jurisdiction)
        if cipher is None:
            key = self._provider.jurisdiction_key(jurisdiction, "grams")
            # Blocks are hashed one by one and never opened; equal blocks must come out equal.
            cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - one block each, as said above
            self._searching[jurisdiction] = cipher
        return cipher


class Sealer:
    """The vault as one owner's texts see it during one transaction.

    `known` are the wrapped keys of the owner's subjects, None where one was destroyed. The keys
    made meanwhile must be taken and kept in the same transaction as the texts.
    """

    def __init__(
        self, vault: Vault, jurisdiction: str, owner: UUID, known: Mapping[UUID, bytes | None]
    ) -> None:
        self.owner = owner
        self.created: dict[UUID, bytes] = {}
        self._vault = vault
        self._jurisdiction = jurisdiction
        self._known = known
        self._keys: dict[UUID, DataKey] = {}

    def take_created(self) -> dict[UUID, bytes]:
        created, self.created = self.created, {}
        return created

    def seal(self, personal: Personal) -> str:
        if personal.clear is None:
            raise CannotOpen(f"nothing was said for {personal.key}, so nothing can be sealed")
        key = self._key_of(personal.key) or self._new_key(personal.key)
        return self._vault.seal(self._jurisdiction, personal.key, key, personal.clear)

    def open(self, personal: Personal) -> str | None:
        """What was said; None once the subject's key is destroyed."""
        if personal.clear is not None:
            return personal.clear
        if self._is_destroyed(personal.key):
            return None
        key = self._key_of(personal.key)
        if key is None or personal.sealed is None:
            raise CannotOpen(f"there is no key for {personal.key} under {self.owner}")
        return self._vault.open(self._jurisdiction, personal.key, key, personal.sealed)

    def _is_destroyed(self, subject: UUID) -> bool:
        return subject in self._known and self._known[subject] is None

    def _key_of(self, subject: UUID) -> DataKey | None:
        key = self._keys.get(subject)
        if key is None and (wrapped := self._known.get(subject)) is not None:
            key = self._keys[subject] = self._vault.unwrap(self._jurisdiction, subject, wrapped)
        return key

    def _new_key(self, subject: UUID) -> DataKey:
        if self._is_destroyed(subject):
            raise KeyDestroyed
        key = self._keys[subject] = self._vault.new_key()
        self.created[subject] = self._vault.wrap(self._jurisdiction, subject, key)
        return key


def keys_table(metadata: MetaData) -> Table:
    """A service's wrapped keys: read by owner in one index scan, destroyed by setting NULL."""
    return Table(
        "keys",
        metadata,
        jurisdiction(),
        Column("owner", Uuid, primary_key=True),
        Column("subject", Uuid, primary_key=True),
        Column("wrapped", LargeBinary),
        Column("destroyed_at", TIMESTAMP(timezone=True)),
    )


def _place(jurisdiction: str, subject: UUID) -> bytes:
    """Bound into every seal, so that sealed bytes moved elsewhere do not open."""
    return f"{jurisdiction}/{subject.hex}".encode()
