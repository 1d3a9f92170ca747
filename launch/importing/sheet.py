"""A CSV file read once and row by row. What is wrong with a row stays with that row.

A quote that never closes would swallow the rest of the file. So the lines of a row that failed are
kept, and reading begins again behind its first line.
"""

import codecs
import csv
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from gzip import GzipFile
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, cast

from chassis.kernel import Refusal
from launch.importing.errors import (
    EncodingUnwelcome,
    FileCutShort,
    FileUnreadable,
    HeaderMissing,
    HeaderTwofold,
    RowTooLarge,
    RowUndecodable,
    RowUnfitting,
    RowUnquotable,
    RowUnstorable,
)

LARGEST_ROW = 1 << 20
SAMPLE = 1 << 18
FEWEST_LINES = 20
GZIP = b"\x1f\x8b"
BROKEN = (EOFError, OSError, zlib.error)
UNWELCOME = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"PK\3\4": "XLSX",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "XLS",
}
"""What spreadsheet programs write when they are not asked for CSV."""
LONGEST_MARK = max(map(len, UNWELCOME))


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts as a spreadsheet does, the header being 1; `line` as an editor does."""

    number: int
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    number: int
    line: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    size: int
    fault: Refusal | None = None


@contextmanager
def opened(path: Path) -> Iterator["Sheet"]:
    """The file as a sheet, its header read."""
    with ExitStack() as open_files:
        try:
            encoding = _encoding(path)
            stored = open_files.enter_context(path.open("rb"))
            sheet = Sheet(stored, _unzipped(stored), encoding)
        except OSError as fault:
            raise FileUnreadable(file=path, reason=fault.strerror or fault) from fault
        yield sheet


def _encoding(path: Path) -> str:
    with path.open("rb") as stored:
        stream, beginning = _unzipped(stored), b""
        with suppress(*BROKEN):  # the reading will tell it
            beginning = stream.read(LONGEST_MARK)
            stream.seek(0)
        for mark, encoding in UNWELCOME.items():
            if beginning.startswith(mark):
                raise EncodingUnwelcome(encoding=encoding)
        return "utf-8" if beginning.startswith(codecs.BOM_UTF8) else encoding_of(_telling(stream))


def encoding_of(telling: Iterable[bytes]) -> str:
    """UTF-8 unless more lines are only GB18030: its Chinese is hardly ever UTF-8. What is neither
    says nothing."""
    utf8 = gb18030 = 0
    for line in telling:
        fits = _is(line, "utf-8")
        utf8, gb18030 = utf8 + fits, gb18030 + (not fits and _is(line, "gb18030"))
    return "utf-8" if utf8 >= gb18030 else "gb18030"


def _telling(stream: IO[bytes]) -> Iterator[bytes]:
    """The first lines that are not ASCII, however far behind the header they begin.

    What is too long for a row is no witness: it is refused in any encoding.
    """
    lines = size = 0
    with suppress(*BROKEN):
        while (lines < FEWEST_LINES or size < SAMPLE) and (line := _next_line(stream)):
            if not line.isascii() and len(line) <= LARGEST_ROW:
                lines, size = lines + 1, size + len(line)
                yield line


def _is(line: bytes, encoding: str) -> bool:
    """The last line of a file that was cut off may end in the middle of a character."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(line, line.endswith(b"\n"))
    except UnicodeDecodeError:
        return False
    return True


def _next_line(stream: IO[bytes]) -> bytes:
    """A line, or as much of it as shows that it is larger than any row may be."""
    line = piece = stream.readline(LARGEST_ROW + 1)
    while len(line) > LARGEST_ROW and piece and not piece.endswith(b"\n"):
        piece = stream.readline(LARGEST_ROW)
    return line


def _is_zipped(stored: BufferedReader) -> bool:
    return stored.peek(len(GZIP)).startswith(GZIP)


def _unzipped(stored: BufferedReader) -> IO[bytes]:
    return cast(IO[bytes], GzipFile(fileobj=stored)) if _is_zipped(stored) else stored


class Sheet:
    def __init__(self, stored: IO[bytes], stream: IO[bytes], encoding: str) -> None:
        csv.field_size_limit(LARGEST_ROW)
        self.encoding = encoding
        self._stored = stored
        self._stream = stream
        self._again: deque[_Line] = deque()
        self._read = 0
        self._number = 0
        self._rows = self._records()
        self.header = self._header()

    @property
    def position(self) -> int:
        """How many bytes of the file as it lies on the disk were read."""
        return self._stored.tell()

    def rows(self) -> Iterator[Row | BadRow]:
        for row in self._rows:
            if isinstance(row, Row) and len(row.cells) != len(self.header):
                fault = RowUnfitting(found=len(row.cells), expected=len(self.header))
                yield BadRow(row.number, row.line, fault)
            elif isinstance(row, Row) and any("\0" in cell for cell in row.cells):
                yield BadRow(row.number, row.line, RowUnstorable())
            else:
                yield row

    def _header(self) -> tuple[str, ...]:
        first = next(self._rows, None)
        if isinstance(first, BadRow):
            raise first.refusal
        if first is None:
            raise HeaderMissing
        names = tuple(cell.strip() for cell in first.cells)
        if not any(names):
            raise HeaderMissing
        seen: dict[str, int] = {}
        for number, name in enumerate(names, 1):
            if name and seen.setdefault(name, number) != number:
                raise HeaderTwofold(first=seen[name], second=number)
        return names

    def _records(self) -> Iterator[Row | BadRow]:
        while True:
            record = _Record(self)
            try:
                cells = next(csv.reader(record, strict=True))
            except StopIteration:
                return
            except (csv.Error, RowTooLarge) as fault:
                refusal = fault if isinstance(fault, RowTooLarge) else RowUnquotable()
                yield self._failed(record.taken, refusal)
                continue
            if record.is_two_in_one:
                yield self._failed(record.taken, RowUnquotable())
                continue
            self._number += 1
            first = record.taken[0]
            if fault_of_line := next((line.fault for line in record.taken if line.fault), None):
                yield BadRow(self._number, first.number, fault_of_line)
            elif cells:
                yield Row(self._number, first.number, tuple(cells))

    def _failed(self, taken: list[_Line], refusal: Refusal) -> BadRow:
        """Only its first line is to blame: the others are read again, each on its own."""
        first, *others = taken
        self._again.extendleft(reversed(others))
        self._number += 1
        blamed = RowUnquotable() if others else first.fault or refusal
        return BadRow(self._number, first.number, blamed)

    def next_line(self) -> _Line | None:
        return self._again.popleft() if self._again else self._fresh_line()

    def _fresh_line(self) -> _Line | None:
        try:
            data = _next_line(self._stream)
        except BROKEN as fault:
            self._stream = BytesIO()
            self._read += 1
            cut = FileCutShort(reason=type(fault).__name__)
            return _Line(self._read, "", 0, cut)
        if not data:
            return None
        self._read += 1
        if len(data) > LARGEST_ROW:
            return _Line(self._read, "", len(data), RowTooLarge(limit=LARGEST_ROW))
        if self._read == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        try:
            return _Line(self._read, data.decode(self.encoding), len(data))
        except UnicodeDecodeError:
            fault_here = RowUndecodable(encoding=self.encoding)
            text = data.decode(self.encoding, "replace")
            return _Line(self._read, text, len(data), fault_here)


class _Record:
    """The lines of one row, as the csv reader asks for them."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._size = 0
        self.taken: list[_Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    @property
    def is_two_in_one(self) -> bool:
        """A quote that never closed met a quoted cell that begins with a comma, and seemed to
        close. Of whole rows every quote has its other."""
        quotes = sum(line.text.count('"') for line in self.taken)
        return len(self.taken) > 1 and quotes % 2 > 0

    def __next__(self) -> str:
        line = self._sheet.next_line()
        if line is None:
            raise StopIteration
        self.taken.append(line)
        self._size += line.size
        if self._size > LARGEST_ROW:
            raise RowTooLarge(limit=LARGEST_ROW)
        return line.text
