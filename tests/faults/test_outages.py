"""Database or bus are away for minutes, for an hour. Whoever had to be told is told."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import asyncpg
import pytest

from tests.faults.clock import FACTOR
from tests.faults.ledger import Ledger
from tests.faults.stage import NATS, POSTGRES, Kind, Stage, a_stage
from tests.journeys.steps import ago

pytestmark = [pytest.mark.engines, pytest.mark.long]

LETTERS = 6
"""As many before an outage as during it, and after it."""
TIMES_FASTER = 60
TOLD_SECONDS = 240
BREATH_SECONDS = 1.0
UNTOLD = """
    SELECT m FROM unnest($1::uuid[]) m WHERE NOT EXISTS
        (SELECT FROM alerts.deliveries d WHERE d.subject = m AND d.sent_at IS NOT NULL)"""
SENT = """
    SELECT subject::text, count(*) FROM alerts.deliveries
    WHERE subject = ANY ($1::uuid[]) AND sent_at IS NOT NULL GROUP BY subject"""
LOST = "SELECT m FROM unnest($1::uuid[]) m WHERE m NOT IN (SELECT id FROM intake.matters)"


@dataclass
class Letterbox:
    """Where the notifications of this county come out."""

    address: str = ""
    held: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator["Letterbox"]:
        box = self

        class Slot(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                box.held.append(self.rfile.read(length).decode())
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing to the terminal."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Slot) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            self.address = f"json://127.0.0.1:{server.server_port}/{{target}}"
            yield self
            server.shutdown()


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    with Letterbox().open() as box:
        yield box


def overdue(stage: Stage, ledger: Ledger) -> str:
    """A letter whose notice is five days late: somebody is told at once that it is red."""
    handler = stage.house.person("education.handler")
    told = {"channel": "letter", "title": "课后服务乱收费", "received": ago(20)}
    return str(ledger.insist(handler, "/v1/petitions", told)["id"])


def go_through(stage: Stage, engine: str, seconds: float, box: Letterbox) -> None:
    ledger = Ledger(patience=seconds + TOLD_SECONDS)
    letters = [overdue(stage, ledger) for _ in range(LETTERS)]
    with stage.ways[engine].refusing():
        until = time.monotonic() + seconds
        if engine == NATS:  # what is written meanwhile is acknowledged, and told later
            letters += [overdue(stage, ledger) for _ in range(LETTERS)]
        time.sleep(until - time.monotonic())
    letters += [overdue(stage, ledger) for _ in range(LETTERS)]
    sent = asyncio.run(everybody_is_told(stage, letters))
    came = {letter: sum(letter in held for held in box.held) for letter in letters}
    if engine == NATS:
        assert came == sent
    else:  # what was sent and could not be written down as sent is sent again
        assert all(came[letter] >= sent[letter] > 0 for letter in letters), (came, sent)


async def everybody_is_told(stage: Stage, letters: list[str]) -> dict[str, int]:
    """How many were sent of each."""
    connection = await asyncpg.connect(stage.engines.admin)
    try:
        assert not await connection.fetch(LOST, letters)
        until = time.monotonic() + TOLD_SECONDS
        while untold := await connection.fetch(UNTOLD, letters):
            assert time.monotonic() < until, f"nobody was told of {len(untold)} of {len(letters)}"
            await asyncio.sleep(BREATH_SECONDS)
        rows = await connection.fetch(SENT, letters)
        return {row["subject"]: row["count"] for row in rows}
    finally:
        await connection.close()


@pytest.mark.parametrize("minutes", [1, 10])
@pytest.mark.parametrize("engine", [POSTGRES, NATS])
@pytest.mark.timeout(1800)
def test_an_outage_of_minutes_loses_no_notification(
    letterbox: Letterbox, engine: str, minutes: int
) -> None:
    environment = {"ONEDOOR_NOTIFY": json.dumps({"email": letterbox.address})}
    with a_stage(Kind(elsewhere=True), environment=environment, at_work=False) as stage:
        go_through(stage, engine, 60.0 * minutes, letterbox)


@pytest.mark.parametrize("engine", [POSTGRES, NATS])
@pytest.mark.timeout(900)
def test_an_outage_of_an_hour_loses_no_notification(letterbox: Letterbox, engine: str) -> None:
    """With a clock, and timers after which a consumer tries again, sixty times as fast."""
    environment = {"ONEDOOR_NOTIFY": json.dumps({"email": letterbox.address})}
    environment[FACTOR] = str(TIMES_FASTER)
    with a_stage(Kind(elsewhere=True), environment=environment, at_work=False) as stage:
        assert stage.clock
        stage.clock.put(timedelta(0), TIMES_FASTER)
        go_through(stage, engine, 3600 / TIMES_FASTER, letterbox)
