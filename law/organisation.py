"""The organ tree of a place, read from its file: who stands above whom, who sits in the centre."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from law.reading import Document, Finding, Unreadable
from law.rules import Code, Division, Sourced, Text, Yes

FOLDER = "organisation"

Kind = Literal[
    "government", "party", "petition_office", "discipline", "politics_law", "bureau", "court",
    "police", "centre", "conference", "mass_organisation", "desk", "subdistrict", "town",
    "township", "zone", "village",
]  # fmt: skip
Level = Literal["national", "province", "prefecture", "county", "township", "village"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Sourced):
    """An organ as its file writes it; the code is the key it stands under."""

    name: Text
    kind: Kind
    level: Level
    parent: str = ""
    external: Yes = False
    resident: Yes = False
    resident_since: date | None = None
    resident_until: date | None = None

    def __post_init__(self) -> None:
        if (self.resident_since or self.resident_until) and not self.resident:
            raise ValueError("only a resident organ has days of residency")
        since, until = self.resident_since, self.resident_until
        if since and until and until < since:
            raise ValueError("the last day of residency lies before the first")
        if self.external and self.resident:
            raise ValueError("an organ above the county does not sit in its centre")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganEntry(Standing):
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    jurisdiction: Division
    notes: tuple[Text, ...] = ()
    organs: Mapping[Code, Standing]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Organs by code, superiors before their subordinates."""

    jurisdiction: str
    notes: tuple[str, ...]
    organs: Mapping[str, OrganEntry]

    def superiors(self, code: str) -> Iterator[OrganEntry]:
        """The line above an organ, the nearest first."""
        while parent := self.organs[code].parent:
            yield self.organs[parent]
            code = parent

    def line(self, codes: Iterable[str]) -> frozenset[str]:
        """What an accusation against these organs may not reach: they, all above, all below."""
        named = frozenset(codes)
        above = {organ.code for code in named for organ in self.superiors(code)}
        below = {code for code in self.organs if named & {o.code for o in self.superiors(code)}}
        return named | above | below


def load_organisation(file: Path) -> Organisation:
    document = Document.open(file)
    read = document.read_as(TypeAdapter(_File))
    if faults := list(_faults(read, document, file)):
        raise Unreadable(faults)
    organs: dict[str, OrganEntry] = {}
    waiting = dict(read.organs)
    while waiting:
        for code, organ in list(waiting.items()):
            if not organ.parent or organ.parent in organs:
                standing = {f.name: getattr(organ, f.name) for f in fields(organ)}
                organs[code] = OrganEntry(code=code, **standing)
                del waiting[code]
    return Organisation(read.jurisdiction, read.notes, organs)


def _faults(read: _File, document: Document, file: Path) -> Iterator[Finding]:
    if read.jurisdiction != file.stem:
        expected = f"the file is named after its jurisdiction, {file.stem}"
        yield document.finding(("jurisdiction",), expected, "jurisdiction")
    for code, organ in read.organs.items():
        where = ("organs", code, "parent")
        if organ.parent and organ.parent not in read.organs:
            expected = f"{organ.parent!r} is none of the organs"
            yield document.finding(where, expected, "unknown_organ")
        elif _turns_back(code, read.organs):
            yield document.finding(where, "the line above ends at itself", "circle")


def _turns_back(code: str, organs: Mapping[str, Standing]) -> bool:
    seen = set()
    while code in organs and organs[code].parent:
        if code in seen:
            return True
        seen.add(code)
        code = organs[code].parent
    return False
