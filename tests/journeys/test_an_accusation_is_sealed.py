"""检举控告: whoever is complained of, and whoever stands above them, finds nothing (Art. 30)."""

import json

import nats
import pytest
from nats.errors import TimeoutError as NothingMore

from chassis.events.streams import stream
from launch.answers import PlatformRefused
from launch.client import Client
from launch.engines import OPERATOR
from tests.journeys.house import House, eventually, refused
from tests.journeys.steps import (
    FACILITIES,
    clock,
    do,
    receiver,
    register,
    registrar,
    see,
    terms_on_board,
)

pytestmark = pytest.mark.engines

IN_THE_LINE = ("emergency.handler", "emergency.head", "county.leader")
NOT_THEIRS = ("housing.handler", "petition-bureau.supervisor", "petition-bureau.receiver")
ABUSE = "纪检监察/滥用职权/以权谋私"


async def test_an_accusation_is_hidden_from_its_line_and_taken_back_from_the_stream(
    house: House,
) -> None:
    receiving, confidential = receiver(house), house.person("petition-bureau.confidential")
    accused, discipline = house.person("emergency.head"), house.person("discipline.handler")
    matter = register(registrar(house), title="反映安全检查吃拿卡要")["id"]
    do(receiving, "classify", matter, purpose="claim", route="r6", content=FACILITIES)
    do(receiving, "forward", matter, lead="emergency")
    terms_on_board(accused, matter, ["notice"])
    assert "registered" in {subject.split(".")[3] for subject in await told_of(house, matter)}
    before = open_on_board(receiving)

    hidden = do(
        receiving,
        "classify",
        matter,
        purpose="accusation",
        route="accusation",
        content=ABUSE,
        respondents=["emergency"],
    )
    assert set(hidden) == {"id", "version", "sealed"}, "it closed behind whoever sealed it"

    for login in (*IN_THE_LINE, *NOT_THEIRS):
        somebody = house.person(login)
        with refused("no_such_matter"):
            see(somebody, matter)
        assert matter not in json.dumps(somebody.get("intake", "/v1/matters", page_size=200))
        terms_on_board(somebody, matter, [])
    assert not may_see(house.person("administrator"), matter)

    with refused("organ_barred"):
        do(confidential, "forward", matter, lead="emergency")
    with refused("only_discipline"):
        do(confidential, "forward", matter, lead="housing")
    given = do(confidential, "forward", matter, lead="discipline")
    assert clock(given, "disposal")["stopped"], "handing it to discipline is the bureau's duty done"
    assert see(discipline, matter)["items"][0]["title"] == "反映安全检查吃拿卡要"
    assert "notice" not in [c["term"] for c in given["clocks"] if c["owner"] == "discipline"]

    left = await told_of(house, matter)
    assert {subject.split(".")[2:4] == ["sealed", "changed"] for subject in left} == {True}
    for body in left.values():
        assert "emergency" not in body
        assert "accusation" not in body
        assert "纪检监察" not in body
    eventually(lambda: open_on_board(receiving), until=lambda now: now == before - 1)


def may_see(by: Client, matter: str) -> bool:
    try:
        see(by, matter)
    except PlatformRefused as refusal:
        assert refusal.code in {"no_such_matter", "forbidden"}  # noqa: PT017 - both hide it alike
        return False
    return True


def open_on_board(by: Client) -> int:
    """Notices of the organ complained of: the one cell that its sealed matter left."""
    board = by.get("alerts", "/v1/board", organ="emergency")
    return sum(int(cell["open"]) for cell in board["cells"])


async def told_of(house: House, matter: str) -> dict[str, str]:
    """What the stream still holds of a matter, by subject and place in the stream."""
    found = {}
    bus = await nats.connect(house.engines.bus(OPERATOR))
    try:
        held = await bus.jetstream().subscribe(
            "onedoor.intake.>", stream=stream("intake"), ordered_consumer=True
        )
        while True:
            message = await held.next_msg(timeout=1)
            if matter in (body := message.data.decode()):
                found[f"{message.subject}.{message.metadata.sequence.stream}"] = body
    except NothingMore:
        return found
    finally:
        await bus.close()
