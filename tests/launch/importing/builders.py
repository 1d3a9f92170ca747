"""Files to import, and a platform that registers in memory."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from launch.importing.bringing import Bringing
from launch.importing.checkpoint import Checkpoint, Tally
from launch.importing.mapping import mapping_for
from launch.importing.petitions import Reader
from launch.importing.refused import RefusedRows
from launch.importing.sending import Sender
from launch.importing.sheet import opened
from onedoor.intake.v1.intake_service_pb2 import (
    PetitionText,
    Refusal,
    Registered,
    RegisterOutcome,
)


def a_file(folder: Path, content: str | bytes, name: str = "petitions.csv") -> Path:
    file = folder / name
    data = content.encode() if isinstance(content, str) else content
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return file


class Fault(grpc.RpcError):
    """What a stub raises."""

    def __init__(self, code: grpc.StatusCode) -> None:
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return "said the server"

    def trailing_metadata(self) -> tuple[Any, ...]:
        return ()


@dataclass
class Registry:
    """Registers once by source and external id, as intake does; `faults` come before anything."""

    kept: dict[tuple[str, str], PetitionText] = field(default_factory=dict)
    faults: list[grpc.StatusCode] = field(default_factory=list)
    stumbles_at: str = ""
    calls: list[int] = field(default_factory=list)

    def __call__(self, batch: Sequence[PetitionText]) -> list[RegisterOutcome]:
        if self.faults:
            raise Fault(self.faults.pop(0))
        if self.stumbles_at and any(self.stumbles_at in p.body for p in batch):
            raise Fault(grpc.StatusCode.INTERNAL)
        self.calls.append(len(batch))
        return [self._register(petition) for petition in batch]

    def _register(self, petition: PetitionText) -> RegisterOutcome:
        if not petition.title and not petition.body:
            refusal = Refusal(code="text_missing", detail="The field title is empty.")
            return RegisterOutcome(refusal=refusal)
        key = (petition.source, petition.external_id)
        code = "" if key in self.kept else "CODE"
        self.kept.setdefault(key, petition)
        return RegisterOutcome(registered=Registered(matter_id="m", query_code=code))


class Unwatched:
    """Nobody looks."""

    def moved(self, position: int, tally: Tally) -> None:
        pass


def nothing_away(_: bool) -> None:
    pass


def bring_in(
    file: Path, registry: Registry, *, mapping: str = "", history: bool = False
) -> tuple[Tally, Reader]:
    """One run of the import over this file."""
    with opened(file) as sheet:
        reading = mapping_for(sheet.header, mapping)
        reader = Reader(reading, sheet.header, "test", history)
        checkpoint = Checkpoint.of(file.parent / "imports", file, history)
        tally = checkpoint.read()
        bringing = Bringing(
            sheet=sheet,
            reader=reader,
            sender=Sender(registry, nothing_away, sleep=lambda _: None),
            refused=RefusedRows(file.with_suffix(".refused"), goes_on=bool(tally.row)),
            checkpoint=checkpoint,
            watcher=Unwatched(),
            language="en",
            tally=tally,
        )
        return bringing.run(), reader
