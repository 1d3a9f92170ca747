"""What rules may know of the machinery: aggregates, facts, refusals, texts, and who is acting."""

import re
from dataclasses import dataclass
from datetime import datetime
from secrets import randbits
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import GetCoreSchemaHandler, SerializationInfo, ValidationInfo
from pydantic_core import CoreSchema, core_schema


def new_id(now: datetime) -> UUID:
    """A UUIDv7: sorted by the time it was made, unique without asking the database."""
    milliseconds, noise = int(now.timestamp() * 1000), randbits(74)
    high, low = noise >> 62, noise & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


CODE = re.compile(r"[0-9a-z][0-9a-z/_.-]{0,63}", re.ASCII | re.IGNORECASE)


def as_code(told: str) -> str:
    """What stood where a code belongs, to be repeated in a refusal: never a name or a sentence."""
    return told if CODE.fullmatch(told) else "?"


def is_storable(text: str) -> bool:
    """PostgreSQL keeps no NUL, and half a surrogate pair is no character anywhere."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


class Phrase(str):
    """A part of a refusal's sentence, in both languages. Machines read its English."""

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, en: str, zh: str) -> Self:
        said = super().__new__(cls, en)
        said.zh = zh
        return said


class Refusal(Exception):
    """A rule said no. The class name is the code that every protocol shows.

    `en` and `zh` say it to people; the parameters fill their braces. Parameters go to logs and
    answers, so none may be personal.
    """

    en: ClassVar[str]
    zh: ClassVar[str]

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    @property
    def code(self) -> str:
        return snake(type(self).__name__)

    def say(self, language: str) -> str:
        if not language.startswith("zh"):
            return self.en.format(**self.params)
        return self.zh.format(
            **{k: v.zh if isinstance(v, Phrase) else v for k, v in self.params.items()}
        )

    def __str__(self) -> str:
        return self.say("en")


class InvalidInput(Refusal):
    en = "The input cannot be used: {reason}."
    zh = "输入内容无法使用:{reason}。"


class Unauthenticated(Refusal):
    en = "Sign in first: {reason}."
    zh = "请先登录:{reason}。"


class Forbidden(Refusal):
    en = "The post {post} lacks the permission {permission}. Ask your organ's administrator."
    zh = "岗位 {post} 没有权限 {permission}。请联系本单位管理员。"


class NotFound(Refusal):
    en = "There is nothing here that you may see."
    zh = "没有找到您可以查看的内容。"


class Conflict(Refusal):
    en = "This cannot be done in the present state: {reason}."
    zh = "当前状态下不能这样办理:{reason}。"


class TooLarge(Refusal):
    en = "A request holds at most {most} MB. Send it in parts."
    zh = "一次请求最多 {most} MB,请分批提交。"


class TooMany(Refusal):
    en = "Too many requests. Try again in {seconds} seconds."
    zh = "请求过于频繁,请 {seconds} 秒后再试。"


class Unavailable(Refusal):
    en = "{part} does not answer now. Nothing was changed; try again shortly."
    zh = "{part} 暂时没有应答,数据没有改动,请稍后再试。"


class ChangedMeanwhile(Conflict):
    """Somebody else acted on the same version first. Load again and decide again."""

    en = "Somebody else acted first. Look at the new state, then decide again."
    zh = "他人已先行办理,请查看最新状态后再决定。"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in which post: what a journal entry keeps."""

    person: UUID
    post: str
    organ: str


@dataclass(frozen=True, slots=True)
class Once:
    """A client's Idempotency-Key and the hash of the request it was sent with."""

    key: str
    request: bytes


@dataclass(frozen=True, slots=True)
class Principal(Actor):
    jurisdiction: str
    permissions: frozenset[str]
    once: Once | None = None

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def require(self, permission: str) -> None:
        if not self.may(permission):
            raise Forbidden(post=self.post, permission=permission)


class Personal:
    """A text that may name people. It is clear where it was said, sealed wherever it is kept.

    `key` is the subject whose key seals it: a party, or the matter itself. A text that was loaded
    stays sealed until somebody who may read it opens it with the vault; written back, the same
    sealed bytes go down again.
    """

    __slots__ = ("_clear", "_sealed", "key")

    def __init__(self, key: UUID, clear: str | None = None, sealed: str | None = None) -> None:
        self.key = key
        self._clear = clear
        self._sealed = sealed

    @property
    def clear(self) -> str | None:
        """What was said, in the transaction in which it was said; None once it was kept."""
        return self._clear

    @property
    def sealed(self) -> str | None:
        return self._sealed

    def __repr__(self) -> str:
        return "Personal(•••)"

    __str__ = __repr__

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                cls._write, info_arg=True
            ),
        )

    @classmethod
    def _read(cls, value: Any, _: ValidationInfo) -> "Personal":
        if isinstance(value, Personal):
            return value
        return cls(UUID(value["key"]), sealed=value["sealed"])

    @staticmethod
    def _write(text: "Personal", info: SerializationInfo) -> dict[str, str]:
        """The context must bring `seal`: a personal text never leaves in the clear by accident."""
        if text._sealed is None:
            text._sealed = (info.context or {})["seal"](text)
        return {"key": str(text.key), "sealed": str(text._sealed)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened, told by an aggregate once."""

    by: Actor
    at: datetime


@dataclass(kw_only=True)
class Aggregate:
    """State that decides. Its version counts its facts; its head seals the last journal entry."""

    kind: ClassVar[str]
    jurisdiction: str
    id: UUID
    version: int = 0
    head: bytes = b""

    def __post_init__(self) -> None:
        self._facts: list[Fact] = []

    def record(self, fact: Fact) -> None:
        self.version += 1
        self._facts.append(fact)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What was recorded and not yet kept."""
        return tuple(self._facts)

    def take_facts(self) -> list[Fact]:
        facts, self._facts = self._facts, []
        return facts
