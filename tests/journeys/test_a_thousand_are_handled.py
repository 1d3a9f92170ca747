"""A thousand imported matters are handled through the interfaces, some of them late.

Then everything is counted again from the file alone, by adding days, and compared with the board,
the clocks and the rates.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from launch.demonstration.petitions import load_county, tell
from launch.importing.sheet import Row
from launch.importing.sheet import opened as opened_sheet
from tests.journeys.conftest import opened
from tests.journeys.house import House, eventually
from tests.journeys.steps import answer_to, do, importer, receiver, today

pytestmark = pytest.mark.engines

HANDLED, LEFT = 1000, 120
ORGANS = ("housing", "hrss", "transport", "education", "natural-resources", "health")
MESSAGES = Path(os.environ.get("ONEDOOR_SHARED", "")) / "data" / "replied_messages.csv.gz"
MAPPING = """\
name: thousand
fits: [number, title]
channel: web
columns:
  number: external_id
  title: title
  text: body
  received: received
  organ: history.given_to
  given: history.given
  notified: history.notified
  accepted: history.accepted
  route: history.route
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file, and all that the recount knows."""

    number: int
    title: str
    text: str
    organ: str
    received: date
    given: date
    notified: date | None
    accepted: date

    @classmethod
    def of(cls, number: int, words: tuple[str, str]) -> "Line":
        """Days that lie where a spread of remainders puts them: in time, just in time, late."""
        accepted = today() - timedelta(2 + number * 11 % 67)
        notified = accepted - timedelta(number % 3) if number % 9 or number < HANDLED else None
        given = accepted - timedelta(2 + number % 18)
        if notified and notified < given:
            notified = given
        received = given - timedelta(number % 21)
        organ = ORGANS[number % len(ORGANS)]
        return cls(number, *words, organ, received, given, notified, accepted)

    @property
    def is_handled(self) -> bool:
        return self.number < HANDLED


def words() -> Iterator[tuple[str, str]]:
    """Real messages where they are at hand, made-up ones elsewhere."""
    if MESSAGES.exists():
        with opened_sheet(MESSAGES) as sheet:
            title, text = sheet.header.index("title"), sheet.header.index("detail")
            rows = [row.cells for row in sheet.rows() if isinstance(row, Row)]
        yield from ((cells[title], cells[text]) for cells in rows)
    county = load_county()
    for number in range(HANDLED + LEFT):
        story = tell(county, number)
        yield story.title, story.body


LINES = [Line.of(n, said) for n, said in zip(range(HANDLED + LEFT), words(), strict=False)]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A house of its own: nothing else may be counted."""
    yield from opened(House())


@pytest.fixture(scope="module")
def matters(house: House, tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """Imported, answered, served and closed by eight people at once; line number → matter."""
    folder = tmp_path_factory.mktemp("thousand")
    write(folder)
    house.run("login", "importer.420881", "--machine")
    arguments = ("--history", "--mapping", str(folder / "thousand.yaml"), "--source", "thousand")
    said = house.run("import", str(folder / "thousand.csv"), *arguments)
    assert f"{len(LINES)} registered" in said
    found = ids(house)
    with ThreadPoolExecutor(len(ORGANS)) as pool:
        work = [(house, organ, found) for organ in ORGANS]
        assert sum(pool.map(lambda one: handle(*one), work)) == HANDLED
    return found


def write(folder: Path) -> None:
    (folder / "thousand.yaml").write_text(MAPPING)
    columns = ("number", "title", "text", "received", "organ", "given", "notified", "accepted")
    with (folder / "thousand.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow((*columns, "route"))
        for line in LINES:
            days = (line.given, line.notified or "", line.accepted)
            told = (line.number, line.title, line.text, line.received, line.organ)
            writer.writerow((*told, *days, "r6"))


def ids(house: House) -> dict[int, str]:
    """The same numbers handed in again are answered with the matters they opened."""
    client = importer(house)
    rows = [
        {"channel": "web", "title": "x", "source": "thousand", "external_id": str(line.number)}
        for line in LINES
    ]
    outcomes: list[dict[str, Any]] = []
    for first in range(0, len(rows), 500):
        body = {"petitions": rows[first : first + 500]}
        outcomes += client.post("intake", "/v1/petitions:register", body)["outcomes"]
    return {n: str(outcome["already"]) for n, outcome in enumerate(outcomes)}


def handle(house: House, organ: str, found: dict[int, str]) -> int:
    handler = house.person(f"{organ}.handler")
    mine = [line for line in LINES if line.organ == organ and line.is_handled]
    for line in mine:
        matter = found[line.number]
        seen = do(handler, "issue_opinion", matter, answers=[answer_to(1)])
        served = {"method": "in_person", "outcome": "received"}
        number = seen["opinions"][-1]["number"]
        do(handler, "record_service", matter, document=number, **served)
        do(handler, "close", matter)
    return len(mine)


def due(started: date, term: int) -> date:
    """The day after it began is the first; the last one ends at midnight."""
    return started + timedelta(term)


def colour(last: date) -> str:
    left = (last - today()).days
    return "red" if left <= 3 else "yellow" if left <= 10 else "blue"


def expected_board() -> Counter[tuple[str, str, str]]:
    board: Counter[tuple[str, str, str]] = Counter()
    for line in LINES[HANDLED:]:
        board[line.organ, "handling", colour(due(line.accepted, 60))] += 1
        if line.notified is None:
            board[line.organ, "notice", colour(due(line.given, 15))] += 1
    return board


def test_the_board_shows_what_is_left_and_nothing_else(
    house: House, matters: dict[int, str]
) -> None:
    head = house.person("petition-bureau.head")

    def board() -> Counter[tuple[str, str, str]]:
        cells = head.get("alerts", "/v1/board")["cells"]
        return Counter({(c["organ"], c["term"], c["colour"]): c["open"] for c in cells})

    assert {"red", "yellow", "blue"} <= {colour for _, _, colour in expected_board()}
    assert eventually(board, until=lambda seen: seen == expected_board()) == expected_board()


def test_every_clock_ended_on_its_day(house: House, matters: dict[int, str]) -> None:
    late = 0
    for line in LINES[:HANDLED:23]:
        view = house.person(f"{line.organ}.handler").get(
            "intake", f"/v1/matters/{matters[line.number]}"
        )
        clocks = {clock["term"]: clock for clock in view["clocks"]}

        assert view["status"] == "closed"
        assert clocks["handling"]["due"] == due(line.accepted, 60).isoformat()
        assert clocks["handling"]["stopped"] == today().isoformat()
        assert clocks["disposal"]["stopped"] == line.given.isoformat()
        late += due(line.accepted, 60) < today()
    assert late


@pytest.mark.parametrize("organ", ["", *ORGANS])
def test_the_rates_are_those_of_a_recount(
    house: House, matters: dict[int, str], organ: str
) -> None:
    span = {"since": (today() - timedelta(200)).isoformat(), "until": today().isoformat()}
    supervisor = house.person("petition-bureau.supervisor")
    mine = [line for line in LINES if organ in ("", line.organ)]

    def figures() -> dict[str, tuple[int, int]]:
        report = supervisor.get("alerts", "/v1/rates", organ=organ, **span)
        return {r["name"]: (r["numerator"], r["denominator"]) for r in report["historical"]}

    expected = {
        "on_time_closure": handled_in_time(mine),
        "organ_timely_acceptance": told_in_time(mine),
    }
    if not organ:
        expected["office_timely_acceptance"] = given_in_time(mine)
    seen = eventually(figures, until=lambda seen: seen["on_time_closure"][1] == len(mine))
    assert {name: seen[name] for name in expected} == expected


def handled_in_time(lines: Sequence[Line]) -> tuple[int, int]:
    """Nothing overdue is dropped, nor what is still open."""
    done = [line for line in lines if line.is_handled and due(line.accepted, 60) >= today()]
    return len(done), len(lines)


def told_in_time(lines: Sequence[Line]) -> tuple[int, int]:
    """What is open and not yet due is in no sum."""
    done = [line for line in lines if line.notified and line.notified <= due(line.given, 15)]
    late = [line for line in lines if line.notified and line.notified > due(line.given, 15)]
    missed = [line for line in lines if not line.notified and due(line.given, 15) < today()]
    return len(done), len(done) + len(late) + len(missed)


def given_in_time(lines: Sequence[Line]) -> tuple[int, int]:
    done = [line for line in lines if line.given <= due(line.received, 15)]
    return len(done), len(lines)


def test_an_imported_message_gets_suggestions_with_reasons(
    house: House, matters: dict[int, str]
) -> None:
    desk, clear = receiver(house), 0
    for line in LINES[:HANDLED:50]:
        place = f"/v1/matters/{matters[line.number]}"
        organs = desk.get("intake", f"{place}/organ-suggestions")
        routes = desk.get("intake", f"{place}/route-suggestion")
        for suggestion in (organs, routes):
            assert all(option["reasons"] for option in suggestion["options"])
            assert suggestion["clear"] or suggestion["unclear"]
        clear += bool(organs["clear"])
    assert clear
