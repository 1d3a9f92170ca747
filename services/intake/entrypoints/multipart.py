"""A file taken out of a form piece by piece, as it arrives: nothing of it rests on this disk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header

from chassis.kernel import InvalidInput

LONGEST_HEADER = 4096
MOST_BESIDE = 1024 * 1024
"""Of other parts, before the file and behind it: nobody reads them, and they might never end."""


class FileNotSent(InvalidInput):
    en = "Send the file as multipart/form-data with a part that bears a filename."
    zh = "请以 multipart/form-data 方式上传文件,并带有文件名。"


@dataclass(slots=True)
class _FirstFile:
    """Follows the parser until one part with a file name has passed."""

    name: str = ""
    ended: bool = False
    pieces: list[bytes] = field(default_factory=list)
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _taking: bool = False

    def on_part_begin(self) -> None:
        self._header.clear()
        self._value.clear()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._header, data[start:end])

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._value, data[start:end])

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition" and not self.name:
            _, options = parse_options_header(bytes(self._value))
            self.name = options.get(b"filename", b"").decode("utf-8", "replace")
            self._taking = bool(self.name)
        self._header.clear()
        self._value.clear()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._taking and not self.ended:
            self.pieces.append(data[start:end])

    def on_part_end(self) -> None:
        self.ended = self.ended or self._taking

    def take(self) -> list[bytes]:
        pieces, self.pieces = self.pieces, []
        return pieces

    def _grow(self, text: bytearray, more: bytes) -> None:
        text.extend(more)
        if len(text) > LONGEST_HEADER:
            raise FileNotSent


async def first_file(request: Request) -> tuple[str, AsyncIterator[bytes]]:
    """Its name, and its bytes still to come."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise FileNotSent
    file = _FirstFile()
    callbacks = {
        name: getattr(file, name)
        for name in (
            "on_part_begin",
            "on_header_field",
            "on_header_value",
            "on_header_end",
            "on_part_data",
            "on_part_end",
        )
    }
    parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
    stream, beside = request.stream(), 0
    async for chunk in stream:
        _write(parser, chunk)
        if file.name:
            return file.name, _rest(parser, file, stream)
        beside += len(chunk)
        if beside > MOST_BESIDE:
            raise FileNotSent
    raise FileNotSent


async def _rest(
    parser: MultipartParser, file: _FirstFile, stream: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    for piece in file.take():
        yield piece
    beside = 0
    async for chunk in stream:
        beside += len(chunk) if file.ended else 0
        if beside > MOST_BESIDE:
            raise FileNotSent
        _write(parser, chunk)
        for piece in file.take():
            yield piece
    if not file.ended:
        raise FileNotSent


def _write(parser: MultipartParser, chunk: bytes) -> None:
    try:
        parser.write(chunk)
    except MultipartParseError as fault:
        raise FileNotSent from fault
