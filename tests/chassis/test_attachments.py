"""Attachments: checked while they arrive, sealed where they lie, and whole or not there."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from hashlib import md5, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from chassis.attachments import (
    MEGABYTE,
    AttachmentEmpty,
    AttachmentKindNotAllowed,
    AttachmentMismatch,
    AttachmentMissing,
    Attachments,
    AttachmentTooLarge,
    BadStoreUrl,
    open_store,
)
from chassis.ciphers import SUITE_OF_NAME, CannotOpen, DataKey
from chassis.kernel import Unavailable

KEY = DataKey(SUITE_OF_NAME["AES-256-GCM"], bytes(range(32)))
PLACE = "420881/00000000-0000-0000-0000-000000000001/00000000-0000-0000-0000-000000000002"
PDF = b"%PDF-1.7\n" + "张小三的身份证明。".encode() * 20_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


@pytest.fixture
def attachments(folder: Path) -> Attachments:
    return Attachments(open_store(folder.as_uri()))


async def arriving(content: bytes, piece: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), piece):
        yield content[start : start + piece]


async def read(attachments: Attachments, place: str = PLACE, key: DataKey = KEY) -> bytes:
    return b"".join([piece async for piece in await attachments.open(place, key=key)])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_file_comes_back_as_it_was_handed_in(attachments: Attachments) -> None:
    stored = await attachments.put(PLACE, "证明.PDF", arriving(PDF), key=KEY, most=MEGABYTE)

    assert await read(attachments) == PDF
    assert (stored.extension, stored.media_type) == ("pdf", "application/pdf")
    assert (stored.size, stored.digest) == (len(PDF), sha256(PDF).hexdigest())


@pytest.mark.parametrize("content", [b"x", "短".encode(), b"x" * (64 * 1024), b"x" * 70_000])
async def test_short_and_long_files_come_back_alike(
    attachments: Attachments, content: bytes
) -> None:
    await attachments.put(PLACE, "a.txt", arriving(content), key=KEY, most=MEGABYTE)

    assert await read(attachments) == content


async def test_nothing_lies_in_the_folder_in_clear(attachments: Attachments, folder: Path) -> None:
    await attachments.put(PLACE, "证明.pdf", arriving(PDF), key=KEY, most=MEGABYTE)

    (path,) = files(folder)
    assert path.relative_to(folder).as_posix() == PLACE
    assert "张小三".encode() not in path.read_bytes()
    assert b"%PDF" not in path.read_bytes()


def test_the_folder_is_its_owners_only(folder: Path) -> None:
    open_store(folder.as_uri())

    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("big.pdf", PDF * 4, AttachmentTooLarge),
        ("setup.exe", PDF, AttachmentKindNotAllowed),
        ("nothing", PDF, AttachmentKindNotAllowed),
        ("photo.jpg", PDF, AttachmentMismatch),
        ("photo.jpg", PDF[:500], AttachmentMismatch),
        ("table.xlsx", b"PK\x03\x04" + b"x" * 200_000, AttachmentMismatch),
        ("empty.txt", b"", AttachmentEmpty),
    ],
)
async def test_what_is_refused_leaves_nothing_behind(
    attachments: Attachments, folder: Path, name: str, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await attachments.put(PLACE, name, arriving(content), key=KEY, most=MEGABYTE)

    assert files(folder) == []


async def test_a_file_too_large_is_refused_before_the_rest_has_come(
    attachments: Attachments,
) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        yield PDF
        while True:
            taken += 1
            yield bytes(100_000)

    with pytest.raises(AttachmentTooLarge) as caught:
        await attachments.put(PLACE, "a.pdf", endless(), key=KEY, most=20 * MEGABYTE)

    assert taken <= 210
    assert caught.value.params == {"most": 20}


async def test_an_upload_that_breaks_or_is_given_up_leaves_nothing(
    attachments: Attachments, folder: Path
) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield PDF
        yield bytes(12 * MEGABYTE)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await attachments.put(PLACE, "a.pdf", breaking(), key=KEY, most=20 * MEGABYTE)
    assert files(folder) == []

    hangs = asyncio.Event()

    async def hanging() -> AsyncIterator[bytes]:
        yield PDF
        yield bytes(12 * MEGABYTE)
        await hangs.wait()

    upload = asyncio.create_task(
        attachments.put(PLACE, "a.pdf", hanging(), key=KEY, most=20 * MEGABYTE)
    )
    await asyncio.sleep(0.3)
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    hangs.set()
    await asyncio.sleep(0.2)
    assert files(folder) == []


async def test_a_refused_name_is_not_repeated(attachments: Attachments) -> None:
    with pytest.raises(AttachmentKindNotAllowed) as caught:
        await attachments.put(PLACE, "证明.张小三", arriving(PDF), key=KEY, most=MEGABYTE)

    assert "张" not in caught.value.say("zh")


async def test_a_file_opens_neither_in_another_place_nor_with_another_key(
    attachments: Attachments, folder: Path
) -> None:
    await attachments.put(PLACE, "a.pdf", arriving(PDF), key=KEY, most=MEGABYTE)
    (path,) = files(folder)
    path.rename(path.with_name("moved"))
    moved = PLACE.rpartition("/")[0] + "/moved"

    with pytest.raises(CannotOpen):
        await attachments.open(moved, key=KEY)
    path.with_name("moved").rename(path)
    with pytest.raises(CannotOpen):
        await attachments.open(PLACE, key=DataKey(KEY.suite, bytes(32)))


async def test_a_file_that_is_not_there_is_said_to_be_missing(attachments: Attachments) -> None:
    with pytest.raises(AttachmentMissing):
        await attachments.open(PLACE, key=KEY)


async def test_what_was_deleted_is_gone_and_may_be_deleted_again(
    attachments: Attachments, folder: Path
) -> None:
    await attachments.put(PLACE, "a.pdf", arriving(PDF), key=KEY, most=MEGABYTE)

    await attachments.delete(PLACE)
    await attachments.delete(PLACE)

    assert files(folder) == []


@pytest.mark.parametrize(
    "url", ["", "attachments", "file:attachments", "ftp://host/x", "s3://", "s3://b?secret=x"]
)
def test_a_url_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(BadStoreUrl):
        open_store(url)


class Bucket(ThreadingHTTPServer):
    """As much of S3 as an upload in parts, a download and a deletion need."""

    daemon_threads = True

    def __init__(self) -> None:
        self.parts: dict[int, bytes] = {}
        self.objects: dict[str, bytes] = {}
        super().__init__(("127.0.0.1", 0), _S3)


class _S3(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.send_header("last-modified", "Mon, 23 Nov 2026 00:00:00 GMT")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def do_POST(self) -> None:
        url, body = urlsplit(self.path), self._body()
        if url.query.startswith("uploads"):
            self._answer(200, b"<R><UploadId>1</UploadId></R>")
        elif url.query == "delete":
            (name,) = re.findall(rb"<Key>(.*?)</Key>", body)
            self.server.objects.pop(f"/bucket/{name.decode()}", None)
            gone = b"<Deleted><Key>" + name + b"</Key></Deleted>"
            self._answer(200, b"<DeleteResult>" + gone + b"</DeleteResult>")
        else:
            whole = b"".join(part for _, part in sorted(self.server.parts.items()))
            self.server.objects[url.path] = whole
            self._answer(200, b"<R><ETag>&quot;x&quot;</ETag></R>")

    def do_PUT(self) -> None:
        number, body = parse_qs(urlsplit(self.path).query)["partNumber"][0], self._body()
        self.server.parts[int(number)] = body
        self._answer(200, etag=f'"{md5(body, usedforsecurity=False).hexdigest()}"')

    def do_GET(self) -> None:
        found = self.server.objects.get(urlsplit(self.path).path)
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, found, etag='"x"')

    def do_DELETE(self) -> None:
        self.server.parts.clear()
        self._answer(204)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "an-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-key")
    server = Bucket()
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_the_same_goes_into_an_s3_bucket_in_parts(bucket: Bucket) -> None:
    endpoint = f"http://127.0.0.1:{bucket.server_port}"
    attachments = Attachments(open_store(f"s3://bucket/county?endpoint={endpoint}"))
    content = PDF * 20

    await attachments.put(PLACE, "a.pdf", arriving(content), key=KEY, most=20 * MEGABYTE)

    assert len(bucket.parts) > 1
    assert list(bucket.objects) == [f"/bucket/county/{PLACE}"]
    assert "张小三".encode() not in bucket.objects[f"/bucket/county/{PLACE}"]
    assert await read(attachments) == content
    await attachments.delete(PLACE)
    assert bucket.objects == {}
    with pytest.raises(AttachmentMissing):
        await attachments.open(PLACE, key=KEY)


async def test_a_refusal_gives_up_the_parts_in_the_bucket(bucket: Bucket) -> None:
    endpoint = f"http://127.0.0.1:{bucket.server_port}"
    attachments = Attachments(open_store(f"s3://bucket?endpoint={endpoint}"))

    with pytest.raises(AttachmentTooLarge):
        await attachments.put(PLACE, "a.pdf", arriving(PDF * 40), key=KEY, most=8 * MEGABYTE)

    assert bucket.objects == {}


async def test_a_store_that_is_away_says_so(bucket: Bucket) -> None:
    bucket.server_close()
    endpoint = f"http://127.0.0.1:{bucket.server_port}"
    attachments = Attachments(open_store(f"s3://bucket?endpoint={endpoint}"))

    with pytest.raises(Unavailable):
        await attachments.open(PLACE, key=KEY)
