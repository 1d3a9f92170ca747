"""Petitions that nobody wrote, put together by chance from templates: the same every time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from law.reading import Document
from onedoor.intake.v1.intake_service_pb2 import PartyText, PetitionText

TEMPLATES = Path(__file__).with_name("templates.yaml")
SOURCE = "onedoor-demo"
TOWNSHIP = "township"
CHANNELS = {
    "web": 30,
    "visit": 20,
    "hotline": 15,
    "letter": 12,
    "phone": 10,
    "app": 8,
    "leader": 3,
    "transfer": 2,
}
JOINT = 7  # every seventh visit is a joint one


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    about: str
    organ: str
    title: str
    body: str
    answer: str
    asks: tuple[str, ...] = ()
    purpose: str = "claim"
    route: str = "r6"
    outcome: str = "support"
    dispute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """What the templates are filled with."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    places: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Any]
    petitions: tuple[Template, ...]


def load_county() -> County:
    return Document.open(TEMPLATES).read_as(TypeAdapter(County))


@dataclass(frozen=True, slots=True)
class Story:
    """One petition: what is told, and what an organ will find."""

    number: int
    template: Template
    organ: str
    division: str
    channel: str
    title: str
    body: str
    party: Mapping[str, str] = field(repr=False)
    people: int = 1

    @property
    def external_id(self) -> str:
        return f"{SOURCE}-{self.number:04}"

    def text(self) -> PetitionText:
        fields = dict(self.party)
        return PetitionText(
            channel=self.channel,
            title=self.title,
            body=self.body,
            division=self.division,
            requests=self.template.asks,
            parties=[PartyText(kind="person", role="petitioner", fields=fields)],
            source=SOURCE,
            external_id=self.external_id,
            more={"people_count": str(self.people)},
        )

    def form(self) -> dict[str, Any]:
        """The same as REST takes it."""
        return {
            "channel": self.channel,
            "title": self.title,
            "body": self.body,
            "division": self.division,
            "requests": list(self.template.asks),
            "parties": [{"kind": "person", "role": "petitioner", **self.party}],
            "source": SOURCE,
            "external_id": self.external_id,
            "people_count": str(self.people),
        }


def tell(county: County, number: int, *, template: Template | None = None) -> Story:
    """Chance is seeded with the number: story 17 is story 17 on every machine."""
    chance = Random(f"{SOURCE}/{number}")  # noqa: S311 - nothing is secret here
    told = template or county.petitions[number % len(county.petitions)]
    division = chance.choice(sorted(county.places))
    words = {name: chance.choice(options) for name, options in county.words.items()}
    words["town"] = county.places[division]
    channel = chance.choices(list(CHANNELS), weights=list(CHANNELS.values()))[0]
    joint = channel == "visit" and chance.randrange(JOINT) == 0
    return Story(
        number=number,
        template=told,
        organ=division if told.organ == TOWNSHIP else told.organ,
        division=division,
        channel=channel,
        title=told.title.format(**words),
        body=told.body.format(**words),
        party={
            "name": chance.choice(county.names["family"]) + chance.choice(county.names["given"]),
            "phone": f"1200000{chance.randrange(10_000):04}",
            "address": f"{words['town']}{words['village']}{chance.randrange(1, 200)}号",
        },
        people=chance.randrange(5, 12) if joint else 1,
    )


@dataclass(frozen=True, slots=True)
class Past:
    """Where a matter stood when it was brought over: its days, counted back from today."""

    received: int
    given: int | None = None
    notified: int | None = None
    accepted: int | None = None
    closed: int | None = None
    assigned: bool = False

    def told(self, story: Story, today: date) -> PetitionText:
        text = story.text()
        text.historical = True
        text.received = _day(today, self.received)
        days = {
            "given": self.given,
            "notified": self.notified,
            "accepted": self.accepted,
            "answered": self.closed,
            "closed": self.closed,
        }
        text.history.update({n: _day(today, ago) for n, ago in days.items() if ago is not None})
        if self.given is not None:
            mode = "assigned" if self.assigned else "forwarded"
            route = story.template.route
            text.history.update({"given_to": story.organ, "mode": mode, "route": route})
        return text


def past_of(number: int) -> Past:
    """A tenth waits at the desk, a quarter for its notice, a third is handled, the rest is done.

    Most are in time. Some are not: the board would have nothing to show.
    """
    chance = Random(f"{SOURCE}/past/{number}")  # noqa: S311 - nothing is secret here
    share = chance.random()
    if share < 0.10:  # noqa: PLR2004 - the shares of the docstring
        return Past(received=chance.choice((1, 2, 4, 7, 10, 12, 13, 14, 17)))
    to_desk = chance.randrange(1, 9)
    assigned = chance.random() < 0.2  # noqa: PLR2004
    if share < 0.35:  # noqa: PLR2004
        given = chance.choice((1, 2, 3, 5, 6, 8, 9, 11, 12, 13, 14, 16, 19))
        return Past(received=given + to_desk, given=given, assigned=assigned)
    if share < 0.68:  # noqa: PLR2004
        accepted = chance.choice((2, 6, 11, 18, 25, 33, 41, 49, 51, 53, 56, 58, 59, 62, 66))
        given = accepted + chance.randrange(1, 8)
        notified = chance.randrange(accepted, given + 1)
        return Past(given + to_desk, given, notified, accepted, assigned=assigned)
    accepted = chance.randrange(20, 80)
    closed = max(0, accepted - chance.choice((8, 15, 22, 30, 38, 47, 55, 59, 64)))
    given = accepted + chance.randrange(1, 6)
    return Past(min(given + to_desk, 95), given, accepted, accepted, closed, assigned=assigned)


def brought_over(county: County, numbers: Sequence[int], today: date) -> list[PetitionText]:
    return [past_of(number).told(tell(county, number), today) for number in numbers]


def _day(today: date, ago: int) -> str:
    return (today - timedelta(ago)).isoformat()
