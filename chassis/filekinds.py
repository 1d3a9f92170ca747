"""Which kinds of file are taken in, and whether a file's content is what its name says."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import puremagic

# A signature at the end proves nothing of the start: these hide the head's own end from puremagic.
NO_FOOTER = b"." * 1024
ZIP = ".zip"

_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class FileKind:
    """`head` and `tail` are judged: the first and the last 64 KiB of the content."""

    extension: str
    media_type: str
    begins: Callable[[bytes], bool]
    ends: Callable[[bytes], bool] = lambda _: True


def _signed(*signatures: str) -> Callable[[bytes], bool]:
    return lambda head: not _signatures(head).isdisjoint(signatures)


def _signatures(head: bytes) -> set[str]:
    try:
        return {found.extension for found in puremagic.magic_string(head + NO_FOOTER)}
    except puremagic.PureError:
        return set()


def _lists(entry: bytes) -> Callable[[bytes], bool]:
    """A zip's directory stands at its end, so the entry is found without unpacking anything."""
    return lambda tail: entry in tail


def _is_text(head: bytes) -> bool:
    return not _NOT_TEXT.search(head)


def _is_media(head: bytes) -> bool:
    """ISO media; its brands are too many for any list, and all are played by the same players."""
    return head[4:8] == b"ftyp"


def _is_mp3(head: bytes) -> bool:
    """An ID3 tag, or an MPEG frame of layer III at once."""
    frame = int.from_bytes(head[:2], "big")
    return head[:3] == b"ID3" or frame & 0xFFE6 == 0xFFE2  # noqa: PLR2004


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "application/pdf", _signed(".pdf")),
        FileKind("ofd", "application/ofd", _signed(ZIP), _lists(b"OFD.xml")),
        FileKind("doc", "application/msword", _signed(".doc")),
        FileKind("xls", "application/vnd.ms-excel", _signed(".xls")),
        FileKind("wps", "application/vnd.ms-works", _signed(".wps")),
        FileKind("docx", f"{_OFFICE}.wordprocessingml.document", _signed(ZIP), _lists(b"word/")),
        FileKind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", _signed(ZIP), _lists(b"xl/")),
        FileKind("txt", "text/plain", _is_text),
        FileKind("jpg", "image/jpeg", _signed(".jpg")),
        FileKind("png", "image/png", _signed(".png")),
        FileKind("gif", "image/gif", _signed(".gif")),
        FileKind("bmp", "image/bmp", _signed(".bmp")),
        FileKind("tif", "image/tiff", _signed(".tif", ".tiff")),
        FileKind("heic", "image/heic", _is_media),
        FileKind("mp3", "audio/mpeg", _is_mp3),
        FileKind("m4a", "audio/mp4", _is_media),
        FileKind("amr", "audio/amr", _signed(".amr")),
        FileKind("wav", "audio/wav", _signed(".wav")),
        FileKind("mp4", "video/mp4", _is_media),
        FileKind("mov", "video/quicktime", _is_media),
    )
}
ALSO_WRITTEN = {"jpeg": "jpg", "tiff": "tif", "heif": "heic"}


def extension_of(name: str) -> str:
    """The extension a file's name declares, as we spell it; empty where there is none."""
    declared = name.rpartition(".")[2].strip().lower() if "." in name else ""
    return ALSO_WRITTEN.get(declared, declared)
