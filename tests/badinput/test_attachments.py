"""Files that somebody means ill with: taken as they are or refused, and never unpacked."""

import time
from collections.abc import AsyncIterator

import pytest
from httpx import Response

from tests.access.cells import Attempt, nothing_kept
from tests.access.stage import PNG, Stage
from tests.badinput.bending import filled
from tests.badinput.bombs import MEGABYTE, bomb, endless_table, grown_by, lying
from tests.badinput.judging import Judged
from tests.badinput.test_rest import _attempt
from tools.pages.access import rule

pytestmark = pytest.mark.engines

BOUNDARY = "gate"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
MISFITS = {"attachment_mismatch", "file_type_unwelcome"}
NAMES = (
    "\u202egnp.exe.png",
    "\u200f\u0645\u0644\u0641.png",
    "e\u0301" * 100 + ".png",
    "a\0b.png",
    "../../../etc/passwd.png",
    "C:\\x\\y.png",
    "x" * 3000 + ".png",
    ".png",
    "a.png\r\nX-Injected: yes",
    '"; filename="b.png',
    "\ufeff.png",
    "CON.png",
    " .png ",
)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.docx", lambda: bomb("word/document.xml")),
        ("a.xlsx", lambda: bomb("xl/workbook.xml")),
        ("a.ofd", lambda: bomb("OFD.xml")),
        ("a.xlsx", lambda: lying("xl/workbook.xml")),
        ("a.xlsx", endless_table),
        ("a.png", lambda: bomb("word/document.xml")),
    ],
    ids=["docx", "xlsx", "ofd", "lying directory", "every row", "another name"],
)
async def test_what_is_packed_stays_packed(stage: Stage, name: str, made: object) -> None:
    content = made()  # type: ignore[operator]
    began = time.process_time()
    with grown_by() as grown:
        answer = await _handed_in(stage, name, content)

    assert Judged("add_attachment", time.process_time() - began, 0).rest(answer) == ""
    assert answer.is_success or answer.json()["code"] in MISFITS
    assert grown[0] < 64 * MEGABYTE


@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_a_name_is_a_text_and_no_place(stage: Stage, name: str) -> None:
    answer = await _handed_in(stage, name, PNG)

    assert Judged("add_attachment", 0, 0).rest(answer) == ""
    assert "x-injected" not in answer.headers


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80.png", b"\xff\xfe.png"], ids=str)
async def test_a_name_that_is_no_text_is_taken_with_a_mark_or_refused(
    stage: Stage, raw: bytes
) -> None:
    answer = await _posted(stage, _part(raw) + PNG + b"\r\n--gate--\r\n")

    assert Judged("add_attachment", 0, 0).rest(answer) == ""


@pytest.mark.parametrize("behind", [False, True], ids=["before the file", "behind the file"])
async def test_other_parts_without_end_are_not_listened_to(stage: Stage, behind: bool) -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        if behind:
            yield _part(b"a.png") + PNG + b"\r\n"
        yield b'--gate\r\ncontent-disposition: form-data; name="x"\r\n\r\n'
        while sent < 100 * MEGABYTE:
            sent += MEGABYTE // 4
            yield b"x" * (MEGABYTE // 4)

    answer = await _posted(stage, pieces())

    assert (answer.status_code, answer.json()["code"]) == (422, "file_not_sent")
    assert sent < 4 * MEGABYTE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--gate--\r\n",
        b"--gate\r\n" * 50_000,
        b"--gate\r\n" + b"a: b\r\n" * 100_000,
        b"--gate\r\n" + b"x" * MEGABYTE,
        b'--gate\r\ncontent-disposition: form-data; filename="a.png"',
        b'--gate\r\ncontent-disposition: form-data; filename="a.png"\r\n\r\n' + PNG,
    ],
    ids=["nothing", "an end", "beginnings", "headers", "one header", "cut in a head", "cut"],
)
async def test_a_form_that_is_none_is_refused(stage: Stage, body: bytes) -> None:
    answer = await _posted(stage, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "file_not_sent")


async def _handed_in(stage: Stage, name: str, content: bytes) -> Response:
    return await _posted(stage, _part(name.encode()) + content + b"\r\n--gate--\r\n")


def _part(name: bytes) -> bytes:
    return b'--gate\r\ncontent-disposition: form-data; name="file"; filename="%s"\r\n\r\n' % name


async def _posted(stage: Stage, body: bytes | AsyncIterator[bytes]) -> Response:
    attempt = _adding(stage)
    async with nothing_kept():
        return await stage.county.ask(
            "intake",
            "POST",
            filled(attempt),
            stage.county.everybody["petition-bureau"],
            headers=FORM,
            content=body,
        )


def _adding(stage: Stage) -> Attempt:
    return _attempt(stage, rule("intake", "add_attachment"))
