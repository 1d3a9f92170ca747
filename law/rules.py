"""What a rulebook is made of: every entry names its source, or says that it is ours and why."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from law.clock import Term, Unit

Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(strict=True, ge=1)]
Yes = Annotated[bool, Field(strict=True)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Division = Annotated[str, Field(pattern=r"^\d{6}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Where a value comes from. With `ours` the source says why we chose it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    source: Text
    ours: Yes = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Sourced):
    zh: Text
    en: Text

    def said(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Lawful(Named):
    """Named, with the provision it rests on as people read it."""

    basis: Text
    basis_en: Text

    def basis_in(self, language: str) -> str:
        return self.basis if language.startswith("zh") else self.basis_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Sourced):
    value: Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRule(Lawful):
    """A case in which a clock may stand still, and the terms it may stand still for."""

    terms: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEntry:
    """A term as a file writes it. Clocks keep terms for years; only here, at the door, is it
    strict."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    length: Count | None = None
    unit: Unit
    basis: Text
    basis_en: Text
    ours: Yes = False
    name: str = ""

    def term(self) -> Term:
        return Term(**asdict(self))


class _AsEntry:
    @staticmethod
    def __get_pydantic_core_schema__(_: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            TermEntry.term,
            handler.generate_schema(TermEntry),
            serialization=core_schema.plain_serializer_function_ser_schema(asdict),
        )


TermRule = Annotated[Term, _AsEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Named):
    """A way in. Only where the law limits it does a channel know a number of representatives."""

    visit: Yes = False
    online: Yes = False
    max_representatives: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose(Named):
    routes: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Lawful):
    """A way of Art. 29-31. `leaves`: the matter leaves for one of the target procedures.

    `term` starts with acceptance; `opinion` asks for a handling opinion of Art. 32.
    """

    leaves: Yes = False
    targets: Mapping[Code, Named] = field(default_factory=dict)
    term: Code | None = None
    opinion: Yes = False
    sealed: Yes = False
    mediation: Yes = False

    def __post_init__(self) -> None:
        if self.leaves != bool(self.targets):
            raise ValueError("a route names target procedures if it leaves, and only then")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Lawful):
    """What a handling opinion says to one request, and what follows from it."""

    explain: Yes = False
    urge_execution: Yes = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(Lawful):
    """A ground of not accepting. There is none without a remedy to tell."""

    remedy: Text
    remedy_en: Text

    def remedy_in(self, language: str) -> str:
        return self.remedy if language.startswith("zh") else self.remedy_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Named):
    """Why an organ may be supervised. Some the platform notices; people issue every order."""

    noticed: Yes = False
    threshold: Count = 1


Tally = Literal[
    "done_in_time", "done_late", "open_in_time", "open_late",
    "satisfied", "basically_satisfied", "unsatisfied", "rated", "evaluable",
    "online", "registered",
]  # fmt: skip
Tallies = Annotated[tuple[Tally, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Named):
    """A share of two sums of tallies. Whoever shows it shows both sums, and what was left out."""

    formula: Text
    of: Literal["office", "organ", "both"]
    numerator: Tallies
    denominator: Tallies
    terms: tuple[Code, ...] = ()
    excluded_routes: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        if "done_late" in self.denominator and "open_late" not in self.denominator:
            raise ValueError("what is overdue and open may not be dropped from the denominator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Named):
    satisfied: Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Sourced):
    """Which matters their petitioners may rate, and in which words. Silence is no mark."""

    marks: Mapping[Code, Mark]
    excluded_routes: tuple[Code, ...]
    first_time_only: Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Simplified(Sourced):
    """When the short way may be taken, and when it may not."""

    first_time_only: Yes
    cases: Mapping[Code, Named]
    barred: Mapping[Code, Named]
    excluded_routes: tuple[Code, ...]
    passing: Code
    acceptance: Code
    handling: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentKind(Named):
    endings: tuple[Code, ...]
    media_types: tuple[Text, ...]
    max_bytes: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments(Sourced):
    max_per_item: Count
    kinds: Mapping[Code, AttachmentKind]

    def kind_of(self, ending: str) -> AttachmentKind | None:
        wanted = ending.lower().removeprefix(".")
        return next((kind for kind in self.kinds.values() if wanted in kind.endings), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteWords(Sourced):
    """Words that point to a route. They suggest it to a person, no more."""

    words: tuple[Text, ...]


TOWNSHIP = "township"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Sourced):
    """Subject, place and power give the organ; `township` is the town the place lies in."""

    content: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()
    level: Literal["county", "township"]
    power: Literal["decide", "enforce", "regulate"]
    organ: Code

    def __post_init__(self) -> None:
        if (self.level == TOWNSHIP) != (self.organ == TOWNSHIP):
            raise ValueError(f"a duty of towns names the organ {TOWNSHIP!r}, and no other does")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accusations(Sourced):
    """Who takes accusations: the first of these that is not in the line complained of."""

    organs: Annotated[tuple[Code, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee(Named):
    disputes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(Sourced):
    """What a place says of itself, with the words for its people."""

    zh: tuple[Text, ...]
    en: tuple[Text, ...]
