"""Log lines: JSON from everywhere, with no personal text, no secret and no quoted value."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
import structlog

from chassis import logs
from chassis.kernel import Forbidden, Personal

Lines = Callable[[], list[dict[str, Any]]]

ZHANG = Personal(UUID(int=1), "张小三")


@pytest.fixture
def lines() -> Iterator[Lines]:
    root, written = logging.getLogger(), StringIO()
    before = root.handlers, root.level
    logs.start("INFO", written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = before
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.mark.parametrize("name", ["services.intake", "uvicorn.error", "alembic", "nats.aio"])
def test_every_logger_ends_in_the_same_json_lines(lines: Lines, name: str) -> None:
    logging.getLogger(name).warning("%s waits %d seconds", "relay", 3)

    (line,) = lines()
    assert line["event"] == "relay waits 3 seconds"
    assert (line["logger"], line["level"]) == (name, "warning")
    assert datetime.fromisoformat(line["timestamp"]).tzinfo == UTC


def test_personal_texts_are_hidden_by_their_type_wherever_they_stand(lines: Lines) -> None:
    log = structlog.get_logger("services.intake")

    log.info("kept", party=ZHANG, rows=[{"name": ZHANG, 3: (ZHANG, "housing")}])
    log.info("kept %s", ZHANG)
    log.info(ZHANG)
    logging.getLogger("services.intake").info("kept %s", [ZHANG], extra={"party": ZHANG})

    written = lines()
    assert len(written) == 4
    assert "张" not in json.dumps(written, ensure_ascii=False)
    assert written[0]["rows"] == [{"name": "•••", "3": ["•••", "housing"]}]


@pytest.mark.parametrize(
    "key", ["Authorization", "password", "refresh_token", "client-secret", "code", "Set-Cookie"]
)
def test_secrets_are_hidden_by_their_name(lines: Lines, key: str) -> None:
    structlog.get_logger("x").info("asked", **{key: "s3cr3t"}, headers={key: "s3cr3t"})

    (line,) = lines()
    assert line[key] == line["headers"][key] == "•••"


def test_a_fault_of_a_library_shows_its_kind_and_place_and_not_its_words(lines: Lines) -> None:
    log = logging.getLogger("services.intake")
    try:
        try:
            int("张小三")
        except ValueError as fault:
            raise LookupError("no party 张小三") from fault
    except LookupError:
        log.exception("failed")

    (line,) = lines()
    assert "张" not in json.dumps(line, ensure_ascii=False)
    assert [fault["kind"] for fault in line["faults"]] == [
        "builtins.LookupError",
        "builtins.ValueError",
    ]
    assert "test_logs.py" in line["faults"][0]["at"][0]


def test_a_refusal_of_ours_keeps_its_sentence_even_in_a_group(lines: Lines) -> None:
    refusal = Forbidden(post="clerk", permission="matter:accept")
    group = ExceptionGroup("several 张小三", [refusal, KeyError("张小三")])

    structlog.get_logger("x").error("failed", exc_info=group)

    (line,) = lines()
    assert "张" not in json.dumps(line, ensure_ascii=False)
    (ours,), (other,) = line["faults"][0]["group"]
    assert ours["says"].startswith("The post clerk lacks")
    assert other["kind"] == "builtins.KeyError"
    assert "says" not in other


async def test_a_forgotten_task_does_not_print_its_fault(lines: Lines) -> None:
    async def fail() -> None:
        raise ValueError("张小三")

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task
    await asyncio.sleep(0)

    (line,) = lines()
    assert line["event"] == "Task exception was never retrieved"
    assert "张" not in json.dumps(line, ensure_ascii=False)


def test_addresses_with_queries_are_not_logged_by_servers_and_clients(lines: Lines) -> None:
    logging.getLogger("uvicorn.access").info('"GET /progress?code=9F3K HTTP/1.1" 200')
    logging.getLogger("httpx").info("HTTP Request: GET http://idp/token?code=9F3K")

    assert lines() == []


def test_a_line_names_the_request_it_belongs_to(lines: Lines) -> None:
    mark = logs.REQUEST_ID.set("r-17")
    logging.getLogger("x").info("inside")
    logs.REQUEST_ID.reset(mark)
    logging.getLogger("x").info("outside")

    inside, outside = lines()
    assert inside["request_id"] == "r-17"
    assert "request_id" not in outside
