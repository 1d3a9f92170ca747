"""A batch is sent until it is through; a row the platform fails at costs only itself."""

from collections.abc import Iterator

import grpc
import pytest

from launch.answers import PlatformAway, PlatformRefused
from launch.importing.sending import MOST_ROWS, Sender, batches
from onedoor.intake.v1.intake_service_pb2 import PetitionText
from tests.launch.importing.builders import Registry

AWAY = grpc.StatusCode.UNAVAILABLE


def petitions(number: int) -> list[PetitionText]:
    return [
        PetitionText(source="t", external_id=str(n), body=f"row {n}", title="x")
        for n in range(number)
    ]


def sender(registry: Registry, told: list[bool], slept: list[float]) -> Sender:
    return Sender(registry, told.append, "here:1", sleep=slept.append, patience=60)


def test_a_platform_that_is_away_is_asked_again_and_again() -> None:
    registry, told, slept = Registry(faults=[AWAY] * 3), list[bool](), list[float]()

    outcomes = sender(registry, told, slept).send(petitions(2))

    assert [outcome.WhichOneof("outcome") for outcome in outcomes] == ["registered"] * 2
    assert told == [True, False]
    assert slept == sorted(slept)
    assert len(slept) == 3


def test_patience_ends_in_one_sentence() -> None:
    registry, slept = Registry(faults=[AWAY] * 100), list[float]()

    with pytest.raises(PlatformAway, match="here:1"):
        sender(registry, [], slept).send(petitions(1))

    assert 60 <= sum(slept) < 120


def test_a_no_to_the_caller_is_told_at_once() -> None:
    registry, slept = Registry(faults=[grpc.StatusCode.PERMISSION_DENIED]), list[float]()

    with pytest.raises(PlatformRefused, match="said the server"):
        sender(registry, [], slept).send(petitions(1))

    assert slept == []


def test_a_row_that_breaks_the_platform_costs_only_itself() -> None:
    registry = Registry(stumbles_at="row 13")

    outcomes = sender(registry, [], []).send(petitions(20))

    refused = [n for n, o in enumerate(outcomes) if o.HasField("refusal")]
    assert refused == [13]
    assert outcomes[13].refusal.code == "internal"
    assert len(registry.kept) == 19


def test_batches_end_by_number_and_by_size() -> None:
    def many() -> Iterator[tuple[int, int, PetitionText]]:
        return ((n, n, petition) for n, petition in enumerate(petitions(MOST_ROWS + 1)))

    def large() -> Iterator[tuple[int, int, PetitionText]]:
        return ((n, n, PetitionText(body="x" * 700_000)) for n in range(3))

    assert [len(batch) for batch in batches(many())] == [MOST_ROWS, 1]
    assert [len(batch) for batch in batches(large())] == [2, 1]
