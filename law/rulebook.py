"""The rules of one place and one time, and the shelf on which every edition is found."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from typing import ClassVar, Self

from pydantic import ConfigDict, TypeAdapter

from law.alerting import Alerting
from law.calendar import Calendar, national_calendar
from law.clock import Clock
from law.reading import Document, Finding, Unreadable
from law.rules import Code, Division, PauseRule, Switch, TermRule, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Its version is the hash of its resolved content; the calendar stands outside of it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    jurisdiction: Division
    name: Text
    name_en: Text
    effective: date
    terms: Mapping[Code, TermRule]
    roll_over: Switch
    pauses: Mapping[Code, PauseRule]
    alerting: Alerting
    version: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> "Rulebook":
        """A rulebook written out whole in one text."""
        return cls.of(Document.parse(text))

    @classmethod
    def of(cls, document: Document) -> "Rulebook":
        book = document.read_as(_adapter())
        if faults := list(_crossed(book, document)):
            raise Unreadable(faults)
        terms = {name: replace(term, name=name) for name, term in book.terms.items()}
        book = replace(book, terms=terms)
        return replace(book, version=_hash(book.content))

    @classmethod
    def restore(cls, content: str) -> "Rulebook":
        """The rulebook that once gave this content: what a matter of last year rests on."""
        return replace(_adapter().validate_json(content), version=_hash(content))

    @property
    def content(self) -> str:
        """Everything it says, always in the same bytes."""
        said = _adapter().dump_python(self, mode="json", exclude={"version"})
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def clock(self, number: int, name: str, owner: str, cause: str, started: date) -> Clock:
        """A clock of this rulebook's term, rolling over as this rulebook says."""
        term = self.terms[name]
        return Clock(number, name, term, owner, cause, started, roll_over=self.roll_over.value)


class UnknownPlace(LookupError):
    """No rulebook was written for this jurisdiction."""


class UnknownVersion(LookupError):
    """No rulebook of this hash stands on the shelf or in its archive."""


class Rulebooks:
    """`current` is the newest edition, `on` the one in force on a day. Calendars may be replaced
    while the platform runs; nothing else may."""

    def __init__(
        self,
        editions: Mapping[str, Sequence[Rulebook]],
        archived: Iterable[Rulebook] = (),
        calendar: Calendar | None = None,
        anywhere: str = "",
    ) -> None:
        self._editions = {
            place: sorted(books, key=lambda book: book.effective)
            for place, books in editions.items()
        }
        self._versions = {book.version: book for book in archived} | {
            book.version: book for books in self._editions.values() for book in books
        }
        self._national = calendar or national_calendar()
        self._calendars: dict[str, Calendar] = {}
        self._anywhere = anywhere

    def jurisdictions(self) -> list[str]:
        return sorted(self._editions)

    def current(self, jurisdiction: str) -> Rulebook:
        return self._of(jurisdiction)[-1]

    def on(self, jurisdiction: str, day: date) -> Rulebook:
        """The edition in force on the day. Before the first one there is only the first one."""
        books = self._of(jurisdiction)
        after = bisect_right(books, day, key=lambda book: book.effective)
        return books[max(after - 1, 0)]

    def version(self, version: str) -> Rulebook:
        try:
            return self._versions[version]
        except KeyError:
            raise UnknownVersion(f"no rulebook of version {version}") from None

    def versions(self) -> Iterable[Rulebook]:
        return self._versions.values()

    def calendar(self, jurisdiction: str) -> Calendar:
        return self._calendars.get(jurisdiction, self._national)

    def publish(
        self, jurisdiction: str, year: int, holidays: Iterable[date], makeup_days: Iterable[date]
    ) -> Calendar:
        """Take a published year into one place's calendar. Saying it twice changes nothing."""
        calendar = self.calendar(jurisdiction).publish(year, holidays, makeup_days)
        self._calendars[jurisdiction] = calendar
        return calendar

    def everywhere(self, jurisdiction: str) -> Self:
        """A shelf on which every place has the rules of this one."""
        books = self._of(jurisdiction)
        return type(self)({jurisdiction: books}, calendar=self._national, anywhere=jurisdiction)

    def _of(self, jurisdiction: str) -> Sequence[Rulebook]:
        try:
            return self._editions[self._anywhere or jurisdiction]
        except KeyError:
            raise UnknownPlace(f"no rulebook for the jurisdiction {jurisdiction}") from None


@cache
def _adapter() -> TypeAdapter[Rulebook]:
    return TypeAdapter(Rulebook)


def _hash(content: str) -> str:
    return sha256(content.encode()).hexdigest()


def _crossed(book: Rulebook, document: Document) -> Iterator[Finding]:
    """What is right by itself but names something that is not there."""
    watched = enumerate(book.alerting.watched.terms)
    named = [(("alerting", "watched", "terms", n), term) for n, term in watched]
    for key, pause in book.pauses.items():
        named += [(("pauses", key, "terms", n), term) for n, term in enumerate(pause.terms)]
    for where, term in named:
        if term not in book.terms:
            yield document.finding(where, f"{term!r} is none of the terms", "unknown_term")
