"""The handling opinion (处理意见书) of Art. 32: every request answered for itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from chassis.kernel import Personal
from law.rulebook import Rulebook
from services.intake.domain import reading
from services.intake.domain.document import Document
from services.intake.domain.errors import OpinionIncomplete, RequestUnanswered, RequestUnknown
from services.intake.domain.reading import MAX_FIELD


@dataclass(frozen=True, slots=True)
class Provision:
    instrument: str
    article: str
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    request: int
    outcome: str
    """One of the rulebook's; nationally the three of Art. 32."""
    facts: Personal
    evidence: Personal
    opinion: Personal
    provision: Provision

    @classmethod
    def read(cls, told: Mapping[str, str], key: UUID, rules: Rulebook) -> Self:
        number = reading.count(told, "request", 0)
        return cls(
            request=number,
            outcome=reading.one_of(reading.written(told, "outcome"), "outcome", rules.outcomes),
            facts=Personal(key, _told(told, "facts", number)),
            evidence=Personal(key, _told(told, "evidence", number)),
            opinion=Personal(key, _told(told, "opinion", number)),
            provision=Provision(
                instrument=_told(told, "instrument", number, MAX_FIELD),
                article=_told(told, "article", number, MAX_FIELD),
                version=_told(told, "version", number, MAX_FIELD),
            ),
        )


def _told(told: Mapping[str, str], field_: str, number: int, limit: int = reading.MAX_TEXT) -> str:
    said = reading.written(told, field_, limit=limit)
    if not said:
        raise OpinionIncomplete(missing=field_, number=number)
    return said


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where and by when the petitioner may ask for re-examination (Art. 35)."""

    organ: str
    days: int


@dataclass(kw_only=True)
class Opinion(Document):
    remedy: Remedy
    answers: list[Answer] = field(default_factory=list)
    window: int | None = None
    """The clock of the petitioner's right to re-examination; only proof of service starts it."""


def require_complete(answers: Iterable[Answer], requests: Iterable[int]) -> None:
    open_ = set(requests)
    for answer in answers:
        if answer.request not in open_:
            raise RequestUnknown(number=answer.request)
        open_.remove(answer.request)
    if open_:
        raise RequestUnanswered(number=min(open_))
