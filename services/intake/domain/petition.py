"""A petition as it comes through the door: raw texts, read one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from law.rulebook import Rulebook
from services.intake.domain import advice, reading
from services.intake.domain.advice import Advice
from services.intake.domain.errors import FieldUnknown, ReceivedInTheFuture, TextMissing
from services.intake.domain.history import History
from services.intake.domain.party import PartyText, petitioners, representatives
from services.intake.domain.reading import MAX_FIELD, MAX_TITLE

TEXTS = ("title", "body", "channel", "received", "desk", "contact", "division")
COUNTS = ("people_count", "affected_count")
SWITCHES = ("urgent", "oral", "read_back")
FIELDS = frozenset({*TEXTS, *COUNTS, *SWITCHES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    channel: str
    title: str
    body: str
    received: date
    desk: str
    contact: str
    requests: tuple[str, ...]
    parties: tuple[PartyText, ...]
    division: str
    urgent: bool
    oral: bool
    read_back: bool
    people_count: int
    affected_count: int
    source: str
    external_id: str
    history: History | None

    @classmethod
    def read(
        cls,
        told: Mapping[str, str],
        *,
        requests: Sequence[str] = (),
        parties: Sequence[Mapping[str, str]] = (),
        source: str = "",
        external_id: str = "",
        history: bool = False,
        today: date,
    ) -> Self:
        known = FIELDS | History.FIELDS if history else FIELDS
        if unknown := set(told) - known:
            raise FieldUnknown(count=len(unknown), known=", ".join(sorted(known)))
        received = reading.day(told, "received")
        if received and received > today:
            raise ReceivedInTheFuture(received=received)
        people = tuple(map(PartyText.read, parties))
        title = reading.written(told, "title", limit=MAX_TITLE)
        body = reading.written(told, "body")
        if not title and not body:
            raise TextMissing(field="title")
        return cls(
            channel=reading.required(told.get("channel", ""), "channel", limit=MAX_FIELD),
            title=title,
            body=body,
            received=received or today,
            desk=reading.written(told, "desk", limit=MAX_FIELD),
            contact=reading.post(told.get("contact", "")),
            requests=tuple(reading.required(said, "requests") for said in requests),
            parties=people,
            division=reading.division(told, "division"),
            urgent=reading.yes(told, "urgent"),
            oral=reading.yes(told, "oral"),
            read_back=reading.yes(told, "read_back"),
            people_count=max(reading.count(told, "people_count", 1), petitioners(people)),
            affected_count=reading.count(told, "affected_count", 0),
            source=reading.text(source, "source", limit=MAX_FIELD),
            external_id=reading.text(external_id, "external_id", limit=MAX_FIELD),
            history=History.read(told, received, today) if history else None,
        )

    @property
    def organs(self) -> list[str]:
        """All organs it names, which must be organs of the tree."""
        named = [party.organ for party in self.parties]
        given_to = self.history.given_to if self.history else ""
        return [organ for organ in (*named, given_to) if organ]

    def advice(self, rules: Rulebook) -> tuple[Advice, ...]:
        """What to tell at the desk. Only a joint visit has a limit of representatives (Art. 20)."""
        told = []
        most = rules.channels[self.channel].max_representatives
        came = representatives(self.parties) or self.people_count
        if most is not None and came > most:
            told.append(advice.FIVE_REPRESENTATIVES)
        if self.oral and not self.read_back:
            told.append(advice.READ_BACK)
        if any(party.has_doubtful_id for party in self.parties):
            told.append(advice.IDENTITY_NUMBER)
        return tuple(told)
