"""What happened to a matter before it came here: its own days, under the law of those days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import ClassVar, Self

from services.intake.domain import reading
from services.intake.domain.errors import DayInTheFuture, DaysOutOfOrder, HistoryIncomplete
from services.intake.domain.reading import MAX_FIELD
from services.intake.domain.states import Mode

DAYS = ("given", "notified", "accepted", "answered", "closed")
GIVEN = (Mode.FORWARDED, Mode.ASSIGNED)
ORDERED = ("received", "given", "accepted", "answered", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    FIELDS: ClassVar[frozenset[str]] = frozenset({*DAYS, "given_to", "mode", "route"})

    given_to: str = ""
    mode: Mode = Mode.FORWARDED
    route: str = ""
    given: date | None = None
    notified: date | None = None
    accepted: date | None = None
    answered: date | None = None
    closed: date | None = None

    @classmethod
    def read(cls, told: Mapping[str, str], received: date | None, today: date) -> Self:
        if received is None:
            raise HistoryIncomplete(field="received")
        days = {field: reading.day(told, field) for field in DAYS}
        for field, day in days.items():
            if day and day > today:
                raise DayInTheFuture(field=field)
        _require_order({"received": received, **days})
        given_to = reading.written(told, "given_to", limit=MAX_FIELD)
        if bool(given_to) != bool(days["given"]):
            raise HistoryIncomplete(field="given" if given_to else "given_to")
        if days["answered"] and not days["accepted"] and given_to:
            raise HistoryIncomplete(field="accepted")
        return cls(
            given_to=given_to,
            mode=_mode(told),
            route=reading.written(told, "route", limit=MAX_FIELD),
            **days,
        )


def _mode(told: Mapping[str, str]) -> Mode:
    said = reading.written(told, "mode", limit=MAX_FIELD) or Mode.FORWARDED
    return Mode(reading.one_of(said, "mode", GIVEN))


def _require_order(days: Mapping[str, date | None]) -> None:
    known = [(field, day) for field in ORDERED if (day := days[field])]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            raise DaysOutOfOrder(earlier=earlier, later=later)
    received, notified = days["received"], days["notified"]
    if received and notified and notified < received:
        raise DaysOutOfOrder(earlier="received", later="notified")
