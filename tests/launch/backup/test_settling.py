"""A database that was set back repeats nothing, forgets nothing, and lets nobody in again."""

from pathlib import Path

import pytest

from launch.backup.restoring import Restored
from tests.launch.backup.builders import LATER, ask

pytestmark = pytest.mark.engines


def test_every_event_goes_out_again(restored: tuple[Path, Restored]) -> None:
    rows = ask(restored[0], "SELECT stream_sequence FROM intake.outbox ORDER BY position")

    assert [row["stream_sequence"] for row in rows] == [None, None, None]


def test_old_claims_live_as_long_as_what_goes_out_again(restored: tuple[Path, Restored]) -> None:
    """27 and 1 days old when the backup was made, 47 and 21 when it is restored: the first would
    be swept at once, and its event handled a second time."""
    rows = ask(restored[0], "SELECT at FROM alerts.inbox ORDER BY event_id")

    assert [row["at"] for row in rows] == [LATER, LATER]


def test_everybody_is_signed_out(restored: tuple[Path, Restored]) -> None:
    open_ones = """SELECT (SELECT count(*) FROM identity.sessions WHERE ended_at IS NULL),
        (SELECT count(*) FROM identity.grants WHERE revoked_at IS NULL),
        (SELECT count(*) FROM identity.refresh_tokens), (SELECT count(*) FROM identity.codes)"""

    assert [tuple(row) for row in ask(restored[0], open_ones)] == [(0, 0, 0, 0)]


def test_a_session_that_had_ended_keeps_its_end(restored: tuple[Path, Restored]) -> None:
    rows = ask(restored[0], "SELECT ended_at FROM identity.sessions ORDER BY ended_at")

    assert [row["ended_at"].day for row in rows] == [15, LATER.day]
