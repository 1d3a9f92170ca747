"""Many files as one stream, and back: each its place, its length, its bytes."""

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from pathlib import Path, PurePosixPath
from struct import Struct

from chassis.ciphers import CannotOpen

READ_BYTES = 1024 * 1024
HEADER = Struct(">HQ")
UNFINISHED = "#"
"""In the name of a file that the store has not finished writing."""


class Stock:
    """The files of a folder, counted while they pass."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    async def packed(self, *names: str) -> AsyncIterator[bytes]:
        """Those under these names, or all. What goes away meanwhile was nobody's yet."""
        for file in self._files(names):
            try:
                with file.open("rb") as content:
                    size = os.fstat(content.fileno()).st_size
                    place = file.relative_to(self.folder).as_posix().encode()
                    yield HEADER.pack(len(place), size) + place
                    while size:
                        piece = content.read(min(size, READ_BYTES))
                        if not piece:
                            raise OSError(f"{file} became shorter while it was read")
                        size -= len(piece)
                        yield piece
                    self.count += 1
            except FileNotFoundError:
                continue

    def _files(self, names: tuple[str, ...]) -> Iterator[Path]:
        for place in [self.folder / name for name in names] or [self.folder]:
            for found in (place, *place.rglob("*")) if place.is_dir() else (place,):
                if found.is_file() and UNFINISHED not in found.name:
                    yield found


async def unpack(clear: AsyncIterable[bytes], folder: Path) -> int:
    """How many there were. Only their owner reads them."""
    count, stream = 0, _Stream(clear)
    while header := await stream.take(HEADER.size):
        length, size = HEADER.unpack(header)
        file = folder / _inside((await stream.exactly(length)).decode())
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as out:
            while size:
                piece = await stream.exactly(min(size, READ_BYTES))
                size -= len(piece)
                out.write(piece)
        count += 1
    return count


def _inside(place: str) -> PurePosixPath:
    """A place that leads out of the folder is none that we wrote."""
    path = PurePosixPath(place)
    if path.is_absolute() or ".." in path.parts:
        raise CannotOpen("a file lies outside its folder")
    return path


class _Stream:
    def __init__(self, clear: AsyncIterable[bytes]) -> None:
        self._pieces = aiter(clear)
        self._held = bytearray()

    async def take(self, size: int) -> bytes:
        """So many bytes, or none where the stream ends."""
        while len(self._held) < size:
            try:
                self._held += await anext(self._pieces)
            except StopAsyncIteration:
                if self._held:
                    raise CannotOpen("the stream ends in the middle of a file") from None
                return b""
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    async def exactly(self, size: int) -> bytes:
        if size and not (taken := await self.take(size)):
            raise CannotOpen("the stream ends in the middle of a file")
        return taken if size else b""
