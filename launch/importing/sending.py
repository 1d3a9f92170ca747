"""Batches on their way to the platform: sent again while it is away, halved where it stumbles."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import grpc

from launch.answers import PlatformAway, refusal_of_call
from launch.client import Client
from onedoor.intake.v1.intake_service_pb2 import (
    PetitionText,
    Refusal,
    RegisterOutcome,
    RegisterPetitionsRequest,
)
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub

Register = Callable[[Sequence[PetitionText]], Sequence[RegisterOutcome]]

MOST_ROWS = 500
MOST_BYTES = 1 << 20
AWAY = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.CANCELLED,
}
STUMBLED = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN}
STUMBLES_BORNE = 5
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
PATIENCE_SECONDS = 600.0
INTERNAL = Refusal(
    code="internal",
    detail="The platform could not take this row; its operators find why in its log. "
    "平台未能登记本行,原因见平台日志。",
)


def registering(client: Client) -> Register:
    """The batch verb of intake, under the client's own rights."""
    stub = IntakeServiceStub(client.channel("intake"))

    def register(batch: Sequence[PetitionText]) -> Sequence[RegisterOutcome]:
        request = RegisterPetitionsRequest(petitions=batch)
        return client.call(stub.RegisterPetitions, request).outcomes

    return register


@dataclass(frozen=True, slots=True)
class Sender:
    """`away` hears once that the platform does not answer, and once that it is back."""

    register: Register
    away: Callable[[bool], None]
    address: str = ""
    sleep: Callable[[float], None] = time.sleep
    patience: float = PATIENCE_SECONDS

    def send(self, batch: Sequence[PetitionText]) -> list[RegisterOutcome]:
        """An outcome for each petition, in their order."""
        outcomes = self._insist(batch, STUMBLES_BORNE)
        if outcomes is not None:
            return outcomes
        return list(self._apart(batch))

    def _apart(self, batch: Sequence[PetitionText]) -> Iterator[RegisterOutcome]:
        """Find the rows that make the platform stumble; all others go in."""
        if len(batch) == 1:
            yield RegisterOutcome(refusal=INTERNAL)
            return
        half = len(batch) // 2
        for part in (batch[:half], batch[half:]):
            outcomes = self._insist(part, stumbles=0)
            yield from self._apart(part) if outcomes is None else outcomes

    def _insist(self, batch: Sequence[PetitionText], stumbles: int) -> list[RegisterOutcome] | None:
        """None when the platform is there and fails at this batch again and again."""
        waited, pause, told = 0.0, FIRST_PAUSE_SECONDS, False
        while True:
            try:
                outcomes = list(self.register(batch))
            except grpc.RpcError as fault:
                code = fault.code()
                if code in STUMBLED and stumbles <= 0:
                    return None
                if code not in AWAY | STUMBLED:
                    raise refusal_of_call(fault) from fault
                if waited >= self.patience:
                    raise PlatformAway(address=self.address) from fault
                stumbles -= code in STUMBLED
            else:
                if told:
                    self.away(False)
                return outcomes
            if not told:
                self.away(True)
                told = True
            self.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, LONGEST_PAUSE_SECONDS)


def batches(
    petitions: Iterator[tuple[int, int, PetitionText]],
) -> Iterator[list[tuple[int, int, PetitionText]]]:
    """As many as go into one call, by number and by size."""
    batch: list[tuple[int, int, PetitionText]] = []
    size = 0
    for entry in petitions:
        batch.append(entry)
        size += entry[2].ByteSize()
        if len(batch) >= MOST_ROWS or size >= MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
