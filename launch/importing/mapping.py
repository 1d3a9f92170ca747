"""Which column of a file means what. A mapping is data: some are shipped, anybody may write one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, TypeAdapter

from launch.importing.errors import HeaderUnfitting, MappingUnfound, MappingUnreadable
from law.reading import Document, Unreadable
from services.intake.domain.history import History
from services.intake.domain.party import FIELDS as PARTY_FIELDS
from services.intake.domain.petition import COUNTS, SWITCHES, TEXTS

READY = Path(__file__).with_name("mappings")
PARTIES = ("petitioner", "respondent", "agent")
TARGETS = frozenset(
    {
        *TEXTS,
        *COUNTS,
        *SWITCHES,
        "external_id",
        "request",
        *(f"history.{name}" for name in History.FIELDS),
        *(f"{party}.{name}" for party in PARTIES for name in ("kind", *PARTY_FIELDS)),
    }
)


def _known(target: str) -> str:
    if target not in TARGETS:
        raise ValueError(f"one of: {', '.join(sorted(TARGETS))}")
    return target


Target = Annotated[str, AfterValidator(_known)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a column is left out, in both languages."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """`codes` translates the values of a column; a value it does not name is kept out and counted.

    `dropped` names columns that are left out on purpose, each with its reason.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    fits: tuple[str, ...]
    channel: str
    columns: Mapping[str, Target | tuple[Target, ...]]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dropped: Mapping[str, Reason] = field(default_factory=dict)

    def targets(self, column: str) -> tuple[str, ...]:
        said = self.columns.get(column, ())
        return (said,) if isinstance(said, str) else said

    def require(self, header: Sequence[str]) -> None:
        if missing := [column for column in self.fits if column not in header]:
            raise HeaderUnfitting(mapping=self.name, columns=", ".join(missing))


def mapping_for(header: Sequence[str], chosen: str = "") -> ColumnMapping:
    """The one that was chosen by name or file; else the ready one that asks for most and fits."""
    if chosen:
        mapping = _chosen(chosen)
        mapping.require(header)
        return mapping
    fitting = [ready for ready in ready_mappings() if set(ready.fits) <= set(header)]
    if not fitting:
        raise MappingUnfound(known=_names())
    return max(fitting, key=lambda mapping: len(mapping.fits))


def ready_mappings() -> Iterator[ColumnMapping]:
    return (_read(file) for file in sorted(READY.glob("*.yaml")))


def _chosen(chosen: str) -> ColumnMapping:
    ready = READY / f"{chosen}.yaml"
    if chosen == ready.stem and ready.exists():
        return _read(ready)
    if Path(chosen).suffix in {".yaml", ".yml"}:
        return _read(Path(chosen))
    raise MappingUnfound(known=_names())


def _read(file: Path) -> ColumnMapping:
    try:
        document = Document.open(file)
        if like := document.data.get("like"):
            below = Document.open(READY / f"{Path(str(like)).name}.yaml")
            document = below.under(document.without("like"))
        return document.read_as(TypeAdapter(ColumnMapping))
    except Unreadable as fault:
        raise MappingUnreadable(reason="; ".join(map(str, fault.findings))) from fault


def _names() -> str:
    return ", ".join(file.stem for file in sorted(READY.glob("*.yaml")))
