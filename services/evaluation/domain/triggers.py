"""What may call for a supervision order (条例 Art. 40): triggers suggest, people issue.

The list is the rulebook's; the three that can be noticed are noticed here. A trigger is about an
organ and a matter, never about a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

from law import phrases
from law.rulebook import Rulebook
from services.evaluation.domain.errors import ChoiceUnknown

OVERDUE: Final = "overdue"
UNSATISFIED: Final = "unsatisfied"
BOUNCED: Final = "bounced"
OTHER: Final = "other"
BUREAUS_OWN_TERM: Final = "disposal"

_NAMESPACE: Final = UUID("6d1f6b0e-5c0e-5f5a-9a57-0d2f5b1c4e11")

SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    OVERDUE: {
        "en": "{organ} let a term pass ({term}): it was due on {due}",
        "zh": "{organ} 的办理期限（{term}）已逾期，应于 {due} 前办理",
    },
    UNSATISFIED: {
        "en": "the petitioner is not satisfied with {organ}, as rated on {on}",
        "zh": "信访人于 {on} 对 {organ} 作出不满意评价",
    },
    BOUNCED: {
        "en": "the matter had been given back {bounces} times when {organ} got it",
        "zh": "该事项已被退回 {bounces} 次，现由 {organ} 办理",
    },
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing that happened at one organ, `times` over; `mark` tells it from its like."""

    trigger: str
    organ: str
    mark: str
    params: dict[str, str] = field(default_factory=dict)
    times: int = 1

    def suggestion_id(self, jurisdiction: str, matter: UUID) -> UUID:
        """The same occasion, however often it is told, is one suggestion."""
        told = f"{jurisdiction}/{matter}/{self.organ}/{self.trigger}/{self.mark}"
        return uuid5(_NAMESPACE, told)

    def counts(self, rules: Rulebook) -> bool:
        trigger = rules.triggers.get(self.trigger)
        return trigger is not None and trigger.noticed and self.times >= trigger.threshold


@dataclass(frozen=True, slots=True)
class Rated:
    of: str
    organ: str
    value: str
    on: str


@dataclass(frozen=True, slots=True)
class Given:
    """A matter given to an organ, after having been given back so often."""

    organ: str
    bounces: int


def say(trigger: str, organ: str, params: Mapping[str, str], language: str) -> str:
    sentence = SENTENCES[trigger]["zh" if language.startswith("zh") else "en"]
    spoken = dict(params)
    if "term" in spoken:
        spoken["term"] = phrases.term(spoken["term"], language)
    return sentence.format(organ=organ, **spoken)


def read_trigger(raw: str, rules: Rulebook) -> str:
    if raw not in rules.triggers:
        raise ChoiceUnknown(field="trigger", choices=", ".join(rules.triggers))
    return raw


def overdue(organ: str, term: str, number: int, due: str) -> Iterator[Occasion]:
    """The bureau's own term is shown on the board and in its rates: nobody supervises himself."""
    if term != BUREAUS_OWN_TERM:
        yield Occasion(OVERDUE, organ, f"{number}/{due}", {"term": term, "due": due})


def occasions(ratings: Sequence[Rated], given: Sequence[Given]) -> Iterator[Occasion]:
    """What the state of a matter gives reason to think about."""
    for rated in ratings:
        if rated.of == "organ" and rated.value == "unsatisfied":
            yield Occasion(UNSATISFIED, rated.organ, rated.on, {"on": rated.on})
    for part in given:
        if part.bounces:
            times = str(part.bounces)
            yield Occasion(BOUNCED, part.organ, times, {"bounces": times}, part.bounces)
