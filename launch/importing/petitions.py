"""A row of a file as a petition in the words it was told."""

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256

from launch.importing.mapping import PARTIES, ColumnMapping
from launch.importing.sheet import Row
from onedoor.intake.v1.intake_service_pb2 import PartyText, PetitionText

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?:[T\s].*)?", re.DOTALL)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
DAYS = frozenset({"received"}) | {
    f"history.{name}" for name in ("given", "notified", "accepted", "answered", "closed")
}


@dataclass(slots=True)
class Reader:
    """Turns rows into petitions, and counts what it keeps out.

    Without `history` a petition is received on the day it is brought in, and its past is left out.
    """

    mapping: ColumnMapping
    header: tuple[str, ...]
    source: str
    history: bool = False
    unmapped_codes: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def read(self, row: Row) -> PetitionText:
        said: dict[str, list[str]] = {}
        for column, cell in zip(self.header, row.cells, strict=True):
            if cell := cell.strip():
                for target, value in self._values(column, cell):
                    said.setdefault(target, []).append(value)
        told = {target: "\n\n".join(values) for target, values in said.items()}
        return self._petition(told, said.get("request", []), row)

    def _values(self, column: str, cell: str) -> list[tuple[str, str]]:
        targets = self.mapping.targets(column)
        if not targets:
            counted = self.dropped if column in self.mapping.dropped else self.left_out
            counted[column] += 1
            return []
        codes = self.mapping.codes.get(column)
        if codes is not None and cell not in codes:
            self.unmapped_codes[column] += 1
            return []
        value = cell if codes is None else codes[cell]
        return [(target, day_told(value) if target in DAYS else value) for target in targets]

    def _petition(self, told: dict[str, str], requests: list[str], row: Row) -> PetitionText:
        plain = {name: text for name, text in told.items() if "." not in name}
        petition = PetitionText(
            channel=plain.pop("channel", self.mapping.channel),
            title=plain.pop("title", ""),
            body=plain.pop("body", ""),
            desk=plain.pop("desk", ""),
            division=plain.pop("division", ""),
            requests=requests,
            parties=[party for kind in PARTIES if (party := _party(kind, told))],
            source=self.source,
            external_id=plain.pop("external_id", "") or identity_of(row),
            historical=self.history,
        )
        plain.pop("request", "")
        received = plain.pop("received", "")
        if self.history:
            petition.received = received
            petition.history.update(_under("history", told))
        petition.more.update(plain)
        return petition


def identity_of(row: Row) -> str:
    """What names a row that has no number of its own: the same words are the same petition."""
    return sha256("\x1f".join(row.cells).encode("utf-8", "surrogatepass")).hexdigest()


def day_told(text: str) -> str:
    """The day of a date or a moment as systems write them; what is none of these stays as it is."""
    found = DAY.fullmatch(text) or COMPACT.fullmatch(text)
    if not found:
        return text
    year, month, day = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def _party(role: str, told: dict[str, str]) -> PartyText | None:
    fields = _under(role, told)
    kind = fields.pop("kind", "")
    return PartyText(kind=kind, role=role, fields=fields) if fields else None


def _under(prefix: str, told: dict[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(f"{prefix}."): text
        for name, text in told.items()
        if name.startswith(f"{prefix}.")
    }
