"""Files that are small on the way and would be huge where somebody opened them."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

MEGABYTE = 1024 * 1024
ROWS, COLUMNS = 1_048_576, 16_384
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def bomb(entry: str, megabytes: int = 100) -> bytes:
    """One entry of zeros: a thousandth of its size in the archive."""
    packed = BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(entry, "w", force_zip64=True) as written,
    ):
        for _ in range(megabytes):
            written.write(b"\0" * MEGABYTE)
    return packed.getvalue()


def lying(entry: str) -> bytes:
    """A directory of 65,535 entries that all say they are 4 GB and lie in the same few bytes."""
    name = entry.encode()
    body = zlib.compress(b"x" * 100)[2:-4]
    huge = 2**32 - 2
    local = struct.pack(
        "<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(body), huge, len(name), 0
    )
    known = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        *(b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(body), huge, len(name), 0, 0, 0, 0, 0, 0),
    )
    directory = (known + name) * 65_535
    start = len(local) + len(name) + len(body)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 65_535, 65_535, len(directory), start, 0)
    return local + name + body + directory + end


def endless_table() -> bytes:
    """A workbook whose sheet says that it has every row and column there can be."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{SHEET}"/>')
        cells = "".join(f'<c t="inlineStr"><is><t>{n}</t></is></c>' for n in range(COLUMNS))
        rows = f'<row r="1">{cells}</row>' + "<row/>" * ROWS
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{SHEET}"><dimension ref="A1:XFD{ROWS}"/>'
            f"<sheetData>{rows}</sheetData></worksheet>",
        )
    return packed.getvalue()


@contextmanager
def grown_by() -> Iterator[list[int]]:
    """How many bytes of memory this process took at most beyond what it had."""
    own = Path("/proc/self")
    (own / "clear_refs").write_text("5")
    before, told = _peak(own), list[int]()
    yield told
    told.append(_peak(own) - before)


def _peak(own: Path) -> int:
    line = next(
        line for line in (own / "status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(line.split()[1]) * 1024
