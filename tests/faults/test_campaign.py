"""A slice of `make faults`: some of every kind, on a house of each kind."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.builders import an_id
from tests.faults.__main__ import may_mount
from tests.faults.campaign import Round, campaign, one_round
from tests.faults.checks import check
from tests.faults.stage import Kind, Stage, a_stage
from tests.faults.striking import FAULTS
from tests.journeys.house import ROOT

pytestmark = [pytest.mark.engines, pytest.mark.timeout(400)]

AT_HOME = ("postgres killed", "stream purged", "nats killed", "clock jumped", "stream deleted")
BY_URL = ("killed before acknowledging", "connections refused", "network silent", "relay cut off")


@pytest.fixture(scope="module", params=["at home", "by URL"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    elsewhere = request.param == "by URL"
    with a_stage(Kind(split=elsewhere, elsewhere=elsewhere)) as opened:
        yield opened


def struck(stage: Stage, names: Sequence[str]) -> list[str]:
    """What was found, round after round."""
    chosen = [fault for name in names for fault in FAULTS if fault.name == name]
    found = []
    for number, fault in enumerate(chosen):
        planned = Round(number, "slice", str(stage.kind), fault.name)
        done = one_round(stage, planned, chosen)
        found += [done.fault_found] if done.fault_found else []
        assert done.matters > 0
    return found


def test_nothing_is_lost_or_doubled_by_any_of_them(stage: Stage) -> None:
    assert struck(stage, BY_URL if stage.kind.elsewhere else AT_HOME) == []


@pytest.mark.parametrize("kept", ["walked", "imported"])
def test_a_write_that_is_not_there_would_be_found(stage: Stage, kept: str) -> None:
    with stage.ledger.resting():
        ledger, never = getattr(stage.ledger, kept), str(an_id())
        ledger[never] = never
        try:
            with pytest.raises(AssertionError, match="are lost"):
                check(stage)
        finally:
            del ledger[never]


def test_a_write_that_nobody_asked_for_would_be_found(stage: Stage) -> None:
    with stage.ledger.resting():
        matter, organ = stage.ledger.walked.popitem()
        try:
            with pytest.raises(AssertionError, match="nobody was told of"):
                check(stage)
        finally:
            stage.ledger.walked[matter] = organ


def test_a_full_disk_is_survived() -> None:
    if not may_mount():
        pytest.skip("no file system may be mounted here")
    chosen = ("--rounds", "1", "--only", "disk full", "--kinds", "whole", "--seed", "slice")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults", *chosen],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_hundred_rounds_find_nothing(tmp_path: Path) -> None:
    found = [done for done in campaign(100, "long", logs=tmp_path) if not done.passed]

    assert found == []
