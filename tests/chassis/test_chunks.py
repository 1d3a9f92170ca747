"""A sealed stream opens whole, in its place and in its order, or not at all."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import chunks
from chassis.chunks import CHUNK_BYTES, HEADER_BYTES, SEALED_BYTES
from chassis.ciphers import SUITE_OF_NAME, Algorithm, CannotOpen, DataKey

SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_001]


def a_key(algorithm: Algorithm = "AES-256-GCM", filler: int = 7) -> DataKey:
    suite = SUITE_OF_NAME[algorithm]
    return DataKey(suite, bytes([filler]) * suite.key_bytes)


async def pieces(content: bytes, sizes: Sequence[int]) -> AsyncIterator[bytes]:
    start = 0
    for size in sizes:
        yield content[start : start + size]
        start += size
    yield content[start:]


async def joined(parts: AsyncIterable[bytes]) -> bytes:
    return b"".join([part async for part in parts])


async def sealed(content: bytes, key: DataKey, place: str = "here") -> bytes:
    return await joined(chunks.seal(key, place, pieces(content, [])))


async def disclosed(content: bytes, key: DataKey, place: str = "here") -> bytes:
    return await joined(chunks.disclose(key, place, pieces(content, [])))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("algorithm", ["AES-256-GCM", "SM4-GCM"])
async def test_a_stream_of_any_size_opens_again(algorithm: Algorithm, size: int) -> None:
    content, key = bytes(range(251)) * (size // 251 + 1), a_key(algorithm)
    content = content[:size]

    assert await disclosed(await sealed(content, key), key) == content


cuts = st.lists(st.integers(0, 90_000), max_size=8)


@given(written=cuts, read=cuts)
def test_how_a_stream_is_cut_does_not_matter(written: list[int], read: list[int]) -> None:
    content, key = b"0123456789" * 15_000, a_key()

    async def there_and_back() -> bytes:
        stored = await joined(chunks.seal(key, "here", pieces(content, written)))
        return await joined(chunks.disclose(key, "here", pieces(stored, read)))

    assert asyncio.run(there_and_back()) == content


async def test_a_stream_opens_neither_elsewhere_nor_with_another_key() -> None:
    stored = await sealed(b"content", a_key())

    for key, place in [
        (a_key(), "there"),
        (a_key(filler=8), "here"),
        (a_key("SM4-GCM"), "here"),
    ]:
        with pytest.raises(CannotOpen):
            await disclosed(stored, key, place)


async def test_a_stream_that_was_cut_swapped_repeated_or_changed_is_noticed() -> None:
    stored = await sealed(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c", a_key())
    header, first, second, last = (
        stored[:HEADER_BYTES],
        stored[HEADER_BYTES : HEADER_BYTES + SEALED_BYTES],
        stored[HEADER_BYTES + SEALED_BYTES : HEADER_BYTES + 2 * SEALED_BYTES],
        stored[HEADER_BYTES + 2 * SEALED_BYTES :],
    )
    assert await disclosed(header + first + second + last, a_key())

    for damaged in [
        b"",
        header[:9],
        header,
        header + first,
        header + first + second,
        header + first + second + last[:-1],
        header + second + first + last,
        header + first + first + second + last,
        header + first + last,
        header + first + second + last + b"x",
        header + first + second[:-1] + b"x" + last,
        bytes([header[0]]) + header[2:] + b"x" + first + second + last,
    ]:
        with pytest.raises(CannotOpen):
            await disclosed(damaged, a_key())


async def test_the_same_content_is_never_sealed_to_the_same_bytes() -> None:
    assert await sealed(b"content", a_key()) != await sealed(b"content", a_key())
