"""The ciphers that seal: AES-256-GCM, or the national SM4-GCM, behind one key object."""

import os
from dataclasses import dataclass
from typing import Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
TAG_BYTES = 16

Algorithm = Literal["AES-256-GCM", "SM4-GCM"]


class CannotOpen(Exception):
    """Wrong key, wrong place or changed bytes. Says nothing of what is inside."""


class Aead(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class Sm4Gcm:
    """SM4-GCM with the interface that the library gives AES-GCM."""

    def __init__(self, key: bytes) -> None:
        self._cipher = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        writer = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        writer.authenticate_additional_data(associated_data or b"")
        return writer.update(data) + writer.finalize() + writer.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        if len(data) < TAG_BYTES:
            raise InvalidTag
        body, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        reader = Cipher(self._cipher, modes.GCM(nonce, tag)).decryptor()
        reader.authenticate_additional_data(associated_data or b"")
        return reader.update(body) + reader.finalize()


@dataclass(frozen=True)
class Suite:
    """One way to seal; its number is the first byte of all that it sealed."""

    number: int
    name: Algorithm
    key_bytes: int
    aead: type[AESGCM] | type[Sm4Gcm]


SUITES = (Suite(1, "AES-256-GCM", 32, AESGCM), Suite(2, "SM4-GCM", 16, Sm4Gcm))
SUITE_OF_NAME = {suite.name: suite for suite in SUITES}
SUITE_OF_NUMBER = {suite.number: suite for suite in SUITES}


class DataKey:
    """The key of one subject, in memory only. It keeps the algorithm it was made for."""

    __slots__ = ("_aead", "secret", "suite")

    def __init__(self, suite: Suite, secret: bytes) -> None:
        self.suite = suite
        self.secret = secret
        self._aead: Aead = suite.aead(secret)

    def __repr__(self) -> str:
        return f"DataKey({self.suite.name})"

    def close(self, data: bytes, place: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return bytes((self.suite.number,)) + nonce + self._aead.encrypt(nonce, data, place)

    def disclose(self, closed: bytes, place: bytes) -> bytes:
        if not closed or closed[0] != self.suite.number:
            raise CannotOpen("sealed with another algorithm than its key is for")
        start = 1 + NONCE_BYTES
        try:
            return self._aead.decrypt(closed[1:start], closed[start:], place)
        except (InvalidTag, ValueError):
            raise CannotOpen("wrong key, wrong place or changed bytes") from None
