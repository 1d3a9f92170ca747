"""Keyset pages: the key of the last row, wrapped so that no client builds one by hand."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from chassis.kernel import InvalidInput

Line = TypeVar("Line")
ANY_KEY: TypeAdapter[tuple[Any, ...]] = TypeAdapter(tuple[Any, ...])


class PageTokenUnreadable(InvalidInput):
    en = "This page token was not made here. Start again from the first page."
    zh = "分页标记无效,请从第一页重新开始。"


@dataclass(frozen=True, slots=True)
class Page:
    """At most `size` rows that come after the key `after`."""

    size: int
    after: tuple[Any, ...] = ()


def token(key: tuple[Any, ...]) -> str:
    return urlsafe_b64encode(ANY_KEY.dump_json(key)).decode()


def page(size: int, page_token: str, key: Any) -> Page:
    """Read a token back; `key` is the tuple type of the key it was made from."""
    if not page_token:
        return Page(size)
    try:
        return Page(size, _reader(key).validate_json(urlsafe_b64decode(page_token)))
    except ValueError as fault:
        raise PageTokenUnreadable from fault


@cache
def _reader(key: Any) -> TypeAdapter[Any]:
    """Made once for each kind of key: making it takes longer than reading by it."""
    return TypeAdapter(key)


def next_token(lines: Sequence[Line], wanted: Page, *names: str) -> str:
    """The token of the page after these lines, by the fields of the last one; empty at the end."""
    if len(lines) < wanted.size:
        return ""
    return token(tuple(getattr(lines[-1], name) for name in names))
