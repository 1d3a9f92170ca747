"""A file's kind is told by its content, and its name must agree."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from chassis.filekinds import KINDS, extension_of


def a_zip(*entries: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as file:
        for entry in entries:
            file.writestr(entry, "x" * 100)
    return written.getvalue()


def media(brand: str) -> bytes:
    return b"\0\0\0\x18ftyp" + brand.encode() + b"\0\0\0\0" + b"x" * 100


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
SAMPLES = {
    "pdf": [b"%PDF-1.7\n%" + b"x" * 100],
    "ofd": [a_zip("OFD.xml", "Doc_0/Document.xml")],
    "doc": [OLE],
    "xls": [OLE],
    "wps": [OLE],
    "docx": [a_zip("[Content_Types].xml", "word/document.xml")],
    "xlsx": [a_zip("[Content_Types].xml", "xl/workbook.xml")],
    "txt": ["拖欠工资三个月\r\n".encode(), "拖欠工资".encode("gb18030"), b"plain"],
    "jpg": [
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
        b"\xff\xd8\xff\xe1\0\x10Exif\0",
        b"\xff\xd8\xff\xdb\0",
    ],
    "png": [b"\x89PNG\r\n\x1a\n" + b"x" * 50],
    "gif": [b"GIF89a" + b"x" * 50],
    "bmp": [b"BM" + b"x" * 50],
    "tif": [b"II*\0" + b"x" * 50, b"MM\0*" + b"x" * 50],
    "heic": [media("heic"), media("mif1")],
    "mp3": [b"ID3\x03\0" + bytes(50), b"\xff\xfb\x90\x64", b"\xff\xf3\x90\x64"],
    "m4a": [media("M4A ")],
    "amr": [b"#!AMR\n" + b"x" * 50],
    "wav": [b"RIFF\x24\0\0\0WAVEfmt " + b"x" * 50],
    "mp4": [media("isom"), media("iso5"), media("avc1")],
    "mov": [media("qt  ")],
}
PROGRAM = b"MZ\x90\0" + bytes(200)
SCRIPT = b"\x7fELF" + bytes(200)


def fits(extension: str, content: bytes) -> bool:
    kind = KINDS[extension]
    return kind.begins(content) and kind.ends(content)


@pytest.mark.parametrize("extension", KINDS)
def test_every_kind_knows_its_own_content(extension: str) -> None:
    for content in SAMPLES[extension]:
        assert fits(extension, content)


@pytest.mark.parametrize("extension", KINDS)
def test_no_kind_takes_a_program_or_an_unknown_archive(extension: str) -> None:
    for content in (PROGRAM, SCRIPT, a_zip("setup.exe"), b"\0"):
        assert not fits(extension, content)


def test_an_office_file_under_the_other_ones_name_is_noticed() -> None:
    (docx,), (xlsx,), (ofd,) = SAMPLES["docx"], SAMPLES["xlsx"], SAMPLES["ofd"]

    assert not fits("xlsx", docx)
    assert not fits("docx", xlsx)
    assert not fits("docx", ofd)
    assert not fits("pdf", docx)


def test_a_signature_at_the_end_makes_no_picture() -> None:
    assert not fits("jpg", PROGRAM + b"\xff\xd8\xff\xe0\xff\xd9")


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("身份证.JPEG", "jpg"),
        ("scan.tiff", "tif"),
        ("a.tar.gz", "gz"),
        ("letter", ""),
        ("letter.", ""),
        ("x.PDF ", "pdf"),
    ],
)
def test_a_name_declares_the_extension_after_its_last_dot(name: str, extension: str) -> None:
    assert extension_of(name) == extension
