"""Sealing a stream of any length chunk by chunk, so that nothing is ever whole in memory.

The STREAM construction: a key of its own for every stream, derived from the data key with a random
salt; each chunk's nonce is its number and whether it is the last. So chunks cannot be changed,
swapped, repeated, taken from another stream, or cut off at the end without being noticed.
"""

import os
from collections.abc import AsyncIterable, AsyncIterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chassis.ciphers import NONCE_BYTES, TAG_BYTES, Aead, CannotOpen, DataKey

CHUNK_BYTES = 64 * 1024
SEALED_BYTES = CHUNK_BYTES + TAG_BYTES
SALT_BYTES = 32
HEADER_BYTES = 1 + SALT_BYTES


async def seal(key: DataKey, place: str, clear: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """`place` is where the stream will lie; elsewhere it does not open."""
    salt = os.urandom(SALT_BYTES)
    cipher = _cipher(key, place, salt)
    yield bytes((key.suite.number,)) + salt
    number, held = 0, bytearray()
    async for piece in clear:
        held += piece
        while len(held) > CHUNK_BYTES:
            chunk = bytes(held[:CHUNK_BYTES])
            del held[:CHUNK_BYTES]
            yield cipher.encrypt(_nonce(number, last=False), chunk, None)
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(held), None)


async def disclose(key: DataKey, place: str, sealed: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Each piece was verified before it is given out; a cut stream raises before its last one."""
    cipher: Aead | None = None
    number, held = 0, bytearray()
    async for piece in sealed:
        held += piece
        if cipher is None:
            if len(held) < HEADER_BYTES:
                continue
            if held[0] != key.suite.number:
                raise CannotOpen("sealed with another algorithm than its key is for")
            cipher = _cipher(key, place, bytes(held[1:HEADER_BYTES]))
            del held[:HEADER_BYTES]
        while len(held) > SEALED_BYTES:
            chunk = bytes(held[:SEALED_BYTES])
            del held[:SEALED_BYTES]
            yield _decrypt(cipher, _nonce(number, last=False), chunk)
            number += 1
    if cipher is None:
        raise CannotOpen("shorter than its header")
    yield _decrypt(cipher, _nonce(number, last=True), bytes(held))


def _cipher(key: DataKey, place: str, salt: bytes) -> Aead:
    info = f"onedoor/stream/{place}".encode()
    secret = HKDF(SHA256(), key.suite.key_bytes, salt=salt, info=info).derive(key.secret)
    return key.suite.aead(secret)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes((last,))


def _decrypt(cipher: Aead, nonce: bytes, chunk: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, chunk, None)
    except (InvalidTag, ValueError):
        raise CannotOpen("wrong key, wrong place, changed bytes or a cut stream") from None
