"""`onedoor demo`: a living board within a minute, nothing twice, and everything adds up."""

import time
from collections.abc import Iterator

import pytest

from launch.watching import events
from tests.journeys.conftest import opened
from tests.journeys.house import House, eventually
from tests.journeys.steps import register, registrar

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def county() -> Iterator[House]:
    """A house of its own: it is filled to the roof."""
    yield from opened(House())


def totals(house: House) -> dict[str, int]:
    told: dict[str, int] = house.person("petition-bureau.head").get("alerts", "/v1/board")["totals"]
    return told


def test_the_board_lives_within_a_minute_and_a_second_run_changes_nothing(county: House) -> None:
    began = time.monotonic()
    first = county.run("demo")
    eventually(lambda: totals(county), until=lambda t: all(t[c] for c in ("red", "yellow", "blue")))
    took = time.monotonic() - began
    before = totals(county)

    second = county.run("demo")

    assert took < 90  # a minute on a machine that does nothing else
    assert "420 matters" in first
    assert "filled before" in second
    assert totals(county) == before


def test_every_way_was_gone(county: House) -> None:
    county.run("demo")
    head, supervisor = (county.person(f"petition-bureau.{duty}") for duty in ("head", "supervisor"))

    matters = head.get("intake", "/v1/matters", page_size=100)["matters"]
    assert {"registered", "in_progress", "closed", "refused"} <= {m["status"] for m in matters}
    (order, *_) = supervisor.get("evaluation", "/v1/orders")["orders"]
    assert order["status"] == "answered"
    mediator = county.person("mediation-centre.head")
    referrals = mediator.get("mediation", "/v1/referrals")["referrals"]
    assert {"offered", "concluded"} <= {referral["status"] for referral in referrals}
    suggested = supervisor.get("evaluation", "/v1/suggestions")["suggestions"]
    assert "unsatisfied" in {one["trigger"] for one in suggested}


def test_the_board_moves_by_itself(county: House) -> None:
    head = county.person("petition-bureau.head")
    stream = events(head)
    event, whole = next(stream)
    assert event == "board"
    assert whole["totals"] == totals(county)

    register(registrar(county), title="路灯不亮")

    event, changed = next(stream)
    stream.close()
    assert event == "cells"
    assert [(c["organ"], c["term"], c["colour"]) for c in changed["cells"]] == [
        ("petition-bureau", "disposal", "blue")
    ]


def test_it_adds_up(county: House) -> None:
    county.run("demo")
    county.run("login", "petition-bureau.auditor")

    assert "0 counters differ" in eventually(
        lambda: county.run("alerts", "digest"), until=lambda told: "0 counters" in told
    )
    assert "✓ intake" in county.run("audit", "verify")


def test_what_it_says_to_do_next_can_be_done(county: House) -> None:
    told = county.run("demo")
    commands = [line.split()[1:] for line in told.splitlines() if line.strip()[:8] == "onedoor "]

    for command in commands:
        words = [word for word in command if word not in {"--data", str(county.data)}]
        more = ["--once"] if words == ["board"] else []
        assert county.run(*words, *more)
    assert len(commands) >= 5
