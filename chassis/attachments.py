"""Files that people hand in: checked while they arrive, sealed before they are stored."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from chassis import chunks
from chassis.ciphers import DataKey
from chassis.filekinds import KINDS, FileKind, extension_of
from chassis.kernel import InvalidInput, NotFound, Unavailable

LOOKED_AT = 64 * 1024
MEGABYTE = 1024 * 1024
PART_BYTES = 5 * MEGABYTE  # the least that S3 takes as a part
PARTS_AT_ONCE = 2
SHOWN_EXTENSION = 10
CONNECT_TIME = timedelta(seconds=5)
RETRY_TIME = timedelta(seconds=15)


class AttachmentTooLarge(InvalidInput):
    en = "The file is larger than {most} MB. Split it, or hand it in on paper."
    zh = "文件超过 {most} MB,请拆分后上传,或提交纸质材料。"


class AttachmentKindNotAllowed(InvalidInput):
    en = "Files of the kind “{extension}” are not taken. Taken are: {allowed}."
    zh = "不接收“{extension}”类型的文件。可接收的类型:{allowed}。"


class AttachmentMismatch(InvalidInput):
    en = "The file's content is not what its extension “{extension}” says."
    zh = "文件内容与扩展名“{extension}”不符。"


class AttachmentEmpty(InvalidInput):
    en = "The file is empty."
    zh = "文件为空。"


class AttachmentMissing(NotFound):
    en = "The file is not in the store. Tell your operators: a backup may have it."
    zh = "存储中没有该文件,请联系运维人员从备份恢复。"


class BadStoreUrl(Exception):
    """The setting does not name a store."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a file once all of it has arrived. `digest` is of the clear content."""

    extension: str
    media_type: str
    size: int
    digest: str


def open_store(url: str) -> ObjectStore:
    """`file:///folder`, or `s3://bucket/prefix?endpoint=…&region=…`; S3's keys come from AWS_*."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        folder = Path(unquote(parts.path))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(folder, automatic_cleanup=True)
    if parts.scheme == "s3" and parts.netloc:
        given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if given.keys() <= {"endpoint", "region"}:
            return S3Store(
                parts.netloc,
                prefix=parts.path.strip("/") or None,
                endpoint=given.get("endpoint"),
                region=given.get("region", "us-east-1"),
                client_options={
                    "allow_http": given.get("endpoint", "").startswith("http://"),
                    "connect_timeout": CONNECT_TIME,
                },
                retry_config={"max_retries": 3, "retry_timeout": RETRY_TIME},
            )
    raise BadStoreUrl(
        "An attachment store is written file:///folder or s3://bucket?endpoint=…&region=…"
    )


class Attachments:
    """A place in the store is made of ids only: jurisdiction, owner, attachment."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(
        self, place: str, name: str, content: AsyncIterable[bytes], *, key: DataKey, most: int
    ) -> Stored:
        """All of it, or nothing: whatever ends the stream early leaves the store as it was.

        Only a process killed in the middle leaves a sealed part, under a name no reader asks for.
        """
        intake = _Intake(_kind_of(name), most)
        sealed = chunks.seal(key, place, intake.checked(content))
        try:
            await obstore.put_async(
                self._store, place, sealed, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
            )
        except BaseError as fault:
            raise _away() from fault
        return intake.stored()

    async def open(self, place: str, *, key: DataKey) -> AsyncIterator[bytes]:
        """The content in pieces. The first is verified before this returns, so that an answer
        that cannot be given fails before it has begun."""
        try:
            found = await obstore.get_async(self._store, place)
        except FileNotFoundError:
            raise AttachmentMissing from None
        except BaseError as fault:
            raise _away() from fault
        pieces = chunks.disclose(key, place, found.stream(chunks.SEALED_BYTES))
        return _with_first(await anext(pieces), pieces)

    async def delete(self, place: str) -> None:
        """Gone is gone: to delete twice is no fault."""
        try:
            await obstore.delete_async(self._store, place)
        except FileNotFoundError:
            return
        except BaseError as fault:
            raise _away() from fault


class _Intake:
    """Measures and judges one file while its pieces pass through."""

    def __init__(self, kind: FileKind, most: int) -> None:
        self._kind = kind
        self._most = most
        self._size = 0
        self._hash = sha256()
        self._head = bytearray()
        self._tail = b""

    async def checked(self, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Nothing is let through before the head was judged."""
        judged = False
        async for piece in content:
            self._take(piece)
            if judged:
                yield piece
            elif len(self._head) >= LOOKED_AT:
                self._judge_head()
                judged = True
                yield bytes(self._head)
        if not self._size:
            raise AttachmentEmpty
        if not judged:
            self._judge_head()
        if not self._kind.ends(self._tail):
            raise AttachmentMismatch(extension=self._kind.extension)
        if not judged:
            yield bytes(self._head)

    def stored(self) -> Stored:
        return Stored(
            self._kind.extension, self._kind.media_type, self._size, self._hash.hexdigest()
        )

    def _take(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._most:
            raise AttachmentTooLarge(most=self._most // MEGABYTE)
        self._hash.update(piece)
        if len(self._head) < LOOKED_AT:
            self._head += piece
        self._tail = (self._tail + piece)[-LOOKED_AT:]

    def _judge_head(self) -> None:
        if not self._kind.begins(bytes(self._head)):
            raise AttachmentMismatch(extension=self._kind.extension)


def _kind_of(name: str) -> FileKind:
    extension = extension_of(name)
    if extension not in KINDS:
        raise AttachmentKindNotAllowed(extension=_showable(extension), allowed=" ".join(KINDS))
    return KINDS[extension]


def _showable(extension: str) -> str:
    """What follows the last dot of a name may be anything, even a person's name."""
    short = extension.isascii() and extension.isalnum() and len(extension) <= SHOWN_EXTENSION
    return extension if short else "?"


def _away() -> Unavailable:
    return Unavailable(part="attachment store")


async def _with_first(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
