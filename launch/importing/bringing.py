"""One file brought in from its first row to its last, going on where an earlier run was ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from chassis.kernel import Refusal
from launch.answers import PlatformRefused
from launch.importing.checkpoint import Checkpoint, Tally
from launch.importing.errors import PastNotYours
from launch.importing.petitions import Reader
from launch.importing.refused import RefusedRows
from launch.importing.sending import Sender, batches
from launch.importing.sheet import BadRow, Row, Sheet
from onedoor.intake.v1 import intake_service_pb2 as pb

NOT_ALLOWED = frozenset({"forbidden", "no_post_held", "post_not_held", "post_not_chosen"})
"""Of these, every other row would be told the same: the run ends instead."""


class Watcher(Protocol):
    """Sees how far it came: bytes of the file, and what became of the rows."""

    def moved(self, position: int, tally: Tally) -> None: ...


@dataclass(slots=True)
class Bringing:
    sheet: Sheet
    reader: Reader
    sender: Sender
    refused: RefusedRows
    checkpoint: Checkpoint
    watcher: Watcher
    language: str
    tally: Tally

    def run(self) -> Tally:
        """Good rows all in; each bad row in the report."""
        waiting: list[BadRow] = []
        for batch in batches(self._petitions(waiting)):
            outcomes = self.sender.send([petition for *_, petition in batch])
            self._settle(batch, outcomes, waiting)
        self._settle([], [], waiting)
        self.checkpoint.forget()
        return self.tally

    def _petitions(self, waiting: list[BadRow]) -> Iterator[tuple[int, int, pb.PetitionText]]:
        """What is left to send; bad rows wait until the batch around them is through."""
        done = self.tally.row
        for row in self.sheet.rows():
            if isinstance(row, Row):
                petition = self.reader.read(row)  # those done before too: it counts what it drops
                if row.number > done:
                    yield row.number, row.line, petition
            elif row.number > done:
                waiting.append(row)

    def _settle(
        self,
        batch: Sequence[tuple[int, int, pb.PetitionText]],
        outcomes: Sequence[pb.RegisterOutcome],
        waiting: list[BadRow],
    ) -> None:
        entries = [
            (bad.number, bad.line, bad.refusal.code, bad.refusal.say(self.language))
            for bad in waiting
        ]
        for (number, line, _), outcome in zip(batch, outcomes, strict=True):
            if outcome.HasField("refusal"):
                refusal = outcome.refusal
                if refusal.code in NOT_ALLOWED:
                    raise self._not_allowed(refusal)
                entries.append((number, line, refusal.code, refusal.detail))
            elif outcome.registered.query_code:
                self.tally.registered += 1
            else:
                self.tally.known += 1
        self.refused.note(sorted(entries))
        self.tally.refused += len(entries)
        through = [number for number, *_ in batch] + [bad.number for bad in waiting]
        self.tally.row = max(through, default=self.tally.row)
        waiting.clear()
        self.checkpoint.keep(self.tally)
        self.watcher.moved(self.sheet.position, self.tally)

    def _not_allowed(self, refusal: pb.Refusal) -> Refusal:
        if self.reader.history and refusal.code == "forbidden":
            return PastNotYours()
        return PlatformRefused(refusal.detail, refusal.code)
