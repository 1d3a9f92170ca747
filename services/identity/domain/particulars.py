"""What is said of an organ beside its code."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from chassis.kernel import Phrase
from law.organisation import OrganEntry
from services.identity.domain.errors import OrganUnreadable

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
KIND = re.compile(r"[a-z][a-z_-]{1,40}")
LONGEST_NAME = 100


class Level(StrEnum):
    NATIONAL = "national"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class OrganForm:
    """An organ as a file or a screen hands it in: texts, read by the rules."""

    code: str
    name: str
    kind: str
    level: str
    parent: str = ""
    external: bool = False
    resident: bool = False
    resident_since: str = ""
    resident_until: str = ""
    successor: str = ""

    @classmethod
    def of(cls, entry: OrganEntry) -> Self:
        """As a place's organisation file writes it."""
        since, until = entry.resident_since, entry.resident_until
        return cls(
            code=entry.code,
            name=entry.name,
            kind=entry.kind,
            level=entry.level,
            parent=entry.parent,
            external=entry.external,
            resident=entry.resident,
            resident_since=since.isoformat() if since else "",
            resident_until=until.isoformat() if until else "",
        )


@dataclass(frozen=True, slots=True)
class Particulars:
    name: str
    kind: str
    level: Level
    parent: str = ""
    external: bool = False
    resident: bool = False
    resident_since: date | None = None
    resident_until: date | None = None
    successor: str = ""

    @classmethod
    def read(cls, form: OrganForm) -> Self:
        name = form.name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise OrganUnreadable(
                reason=Phrase(
                    f"its name has 1 to {LONGEST_NAME} printable characters",
                    f"名称应为 1 至 {LONGEST_NAME} 个可见字符",
                )
            )
        if not KIND.fullmatch(form.kind):
            raise OrganUnreadable(
                reason=Phrase(
                    "its kind is a word such as bureau or township",
                    "类别应为一个英文词,如 bureau 或 township",
                )
            )
        try:
            level = Level(form.level)
        except ValueError as fault:
            levels = ", ".join(Level)
            raise OrganUnreadable(
                reason=Phrase(f"its level is one of {levels}", f"层级应为以下之一:{levels}")
            ) from fault
        since, until = _day(form.resident_since), _day(form.resident_until)
        if since and until and until < since:
            raise OrganUnreadable(
                reason=Phrase("its residence ends before it begins", "进驻的结束日早于开始日")
            )
        if since and not until and not form.resident:
            raise OrganUnreadable(
                reason=Phrase(
                    "it moved in and never left, yet is not resident", "已进驻且未撤出,却标为未进驻"
                )
            )
        return cls(
            name=name,
            kind=form.kind,
            level=level,
            parent=form.parent and read_code(form.parent),
            external=form.external,
            resident=form.resident,
            resident_since=since,
            resident_until=until,
            successor=form.successor and read_code(form.successor),
        )


def read_code(text: str) -> str:
    code = text.strip()
    if not CODE.fullmatch(code):
        raise OrganUnreadable(
            reason=Phrase(
                "a code has a-z, 0-9, hyphens and underscores only",
                "代码只能含小写字母、数字、连字符和下划线",
            )
        )
    return code


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise OrganUnreadable(
            reason=Phrase("a day is written as 2026-09-16", "日期应写作 2026-09-16")
        ) from fault
