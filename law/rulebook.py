"""The rules of one place and one time, and the shelf on which every edition is found."""

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from typing import ClassVar, Self

from pydantic import ConfigDict, TypeAdapter

from law.alerting import Alerting
from law.calendar import Calendar, PublishedYear, national_calendar
from law.clock import Clock
from law.content import ContentScheme
from law.reading import Document, Finding, Key, Unreadable
from law.rules import (
    Accusations,
    Attachments,
    Channel,
    Code,
    Committee,
    Division,
    Duty,
    Ground,
    Named,
    Outcome,
    PauseRule,
    Purpose,
    Rate,
    Rating,
    Route,
    RouteWords,
    Simplified,
    Stated,
    Switch,
    TermRule,
    Text,
    Trigger,
)


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
    channels: Mapping[Code, Channel]
    purposes: Mapping[Code, Purpose]
    routes: Mapping[Code, Route]
    content: ContentScheme
    outcomes: Mapping[Code, Outcome]
    grounds: Mapping[Code, Ground]
    triggers: Mapping[Code, Trigger]
    rating: Rating
    rates: Mapping[Code, Rate]
    attachments: Attachments
    simplified: Simplified | None = None
    route_words: Mapping[Code, RouteWords] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    accusations: Accusations | None = None
    disputes: Mapping[Code, Named] = field(default_factory=dict)
    committees: Mapping[Code, Committee] = field(default_factory=dict)
    model: Mapping[Code, Stated] = field(default_factory=dict)
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
        return replace(book, version=_hash(book.resolved))

    @classmethod
    def restore(cls, resolved: str) -> "Rulebook":
        """The rulebook that once resolved to this: what a matter of last year rests on."""
        return replace(_adapter().validate_json(resolved), version=_hash(resolved))

    @property
    def resolved(self) -> str:
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

    def calendar_with(self, years: Iterable[PublishedYear]) -> Calendar:
        """The national calendar, and what one place was told beside it."""
        return self._national.with_years(years)

    def publish(self, jurisdiction: str, years: Iterable[PublishedYear]) -> None:
        """All the years one place was told. Saying it twice changes nothing."""
        self._calendars[jurisdiction] = self.calendar_with(years)

    def apart(self) -> Self:
        """The same rules with calendars of its own: a service knows what it was told itself."""
        return type(self)(self._editions, self._versions.values(), self._national, self._anywhere)

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


def _hash(resolved: str) -> str:
    return sha256(resolved.encode()).hexdigest()


def _crossed(book: Rulebook, document: Document) -> Iterator[Finding]:
    """What is right by itself but names something that is not there."""
    known: dict[str, Collection[str]] = {
        "term": book.terms,
        "route": book.routes,
        "dispute": book.disputes,
        "content": book.content.prefixes,
    }
    for where, kind, name in _mentions(book):
        if name not in known[kind]:
            expected = f"{name!r} is not known; a {kind} of this rulebook is expected"
            yield document.finding(where, expected, f"unknown_{kind}")


def _mentions(book: Rulebook) -> Iterator[tuple[Key, str, str]]:
    """Every place where one entry names another: where, the kind of thing, its name."""
    lists: list[tuple[Key, str, Iterable[str]]] = [
        (("alerting", "watched", "terms"), "term", book.alerting.watched.terms),
        (("rating", "excluded_routes"), "route", book.rating.excluded_routes),
    ]
    for key, pause in book.pauses.items():
        lists.append((("pauses", key, "terms"), "term", pause.terms))
    for key, purpose in book.purposes.items():
        lists.append((("purposes", key, "routes"), "route", purpose.routes))
    for key, rate in book.rates.items():
        lists.append((("rates", key, "terms"), "term", rate.terms))
        lists.append((("rates", key, "excluded_routes"), "route", rate.excluded_routes))
    for key, committee in book.committees.items():
        lists.append((("committees", key, "disputes"), "dispute", committee.disputes))
    for number, duty in enumerate(book.duties):
        lists.append((("duties", number, "content"), "content", duty.content))
    if short := book.simplified:
        lists.append((("simplified", "excluded_routes"), "route", short.excluded_routes))
        for part in ("passing", "acceptance", "handling"):
            yield ("simplified", part), "term", getattr(short, part)
    for key, route in book.routes.items():
        if route.term:
            yield ("routes", key, "term"), "term", route.term
    for key in book.route_words:
        yield ("route_words", key), "route", key
    for where, kind, names in lists:
        for number, name in enumerate(names):
            yield (*where, number), kind, name
