"""The red/yellow/blue board in a terminal: kept up to date by the stream of alerts."""

import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from launch.answers import PlatformAway, refusal_of_answer
from launch.client import Client

COLOURS = {"red": "bold white on red", "yellow": "black on yellow", "blue": "white on blue"}
UNBROKEN = {"due", "left", "matter"}
MOST_ROWS = 80
AROUND_THE_ROWS = 20  # headings, totals, and the most pressing below
SHOWN_DEADLINES = 8
QUIET_SECONDS = 40  # the stream says something every 15
LOOK_SECONDS = 2.0
PAUSE_SECONDS = 2.0
UNAUTHENTICATED = 401

TERMS = {
    "disposal": ("分办", "disposal"),
    "own_notice": ("书面告知(本窗口)", "own notice"),
    "notice": ("书面告知", "notice"),
    "objection": ("异议期", "objection"),
    "objection_decision": ("异议决定", "objection decision"),
    "handling": ("办理", "handling"),
    "extension": ("延期", "extension"),
    "simplified_passing": ("简易转送", "simplified passing"),
    "simplified_acceptance": ("简易受理", "simplified acceptance"),
    "simplified_handling": ("简易办理", "simplified handling"),
    "duty": ("履职", "duty"),
    "closing_report": ("办结报告", "closing report"),
    "referral_answer": ("调解答复", "referral answer"),
    "mediation": ("调解", "mediation"),
    "supervision_answer": ("督办答复", "supervision answer"),
    "reexamination": ("复查", "re-examination"),
    "review": ("复核", "review"),
    "rating": ("评价", "rating"),
}
WORDS = {
    "zh": {
        "title": "期限预警 {day}",
        "organ": "单位",
        "step": "环节",
        "red": "红",
        "yellow": "黄",
        "blue": "蓝",
        "overdue": "其中逾期",
        "others": "还有 {count} 行",
        "all": "合计",
        "reddest": "最紧迫",
        "due": "到期日",
        "left": "剩余天数",
        "matter": "编号",
        "empty": "没有正在计算的期限。",
    },
    "en": {
        "title": "Deadlines on {day}",
        "organ": "organ",
        "step": "step",
        "red": "red",
        "yellow": "yellow",
        "blue": "blue",
        "overdue": "overdue",
        "others": "{count} more rows",
        "all": "all",
        "reddest": "Most pressing",
        "due": "due",
        "left": "days left",
        "matter": "number",
        "empty": "No deadline is running.",
    },
}

Cells = dict[tuple[str, str], dict[str, int]]


@dataclass(slots=True)
class Board:
    """What is open per organ and step, put together from what the stream tells."""

    day: str = ""
    cells: Cells = field(default_factory=dict)

    def told(self, event: str, view: Mapping[str, Any]) -> None:
        """`board` tells everything anew, `cells` what has changed."""
        if event == "board":
            self.cells.clear()
        self.day = view["day"]
        for cell in view["cells"]:
            kept = self.cells.setdefault((cell["organ"], cell["term"]), {})
            kept[cell["colour"]] = cell["open"]
            if cell["colour"] == "red":
                kept["overdue"] = cell["overdue"]

    def rows(self) -> list[tuple[str, str, dict[str, int]]]:
        """Organs with the most red first, their steps together."""
        weight: dict[str, tuple[int, ...]] = {}
        for (organ, _), counts in self.cells.items():
            old = weight.get(organ, (0, 0, 0))
            new = (counts.get(colour, 0) for colour in COLOURS)
            weight[organ] = tuple(sum(pair) for pair in zip(old, new, strict=True))
        shown = [
            (organ, term, counts)
            for (organ, term), counts in self.cells.items()
            if any(counts.get(colour) for colour in COLOURS)
        ]
        return sorted(shown, key=lambda row: ([-n for n in weight[row[0]]], row[0], row[1]))

    def total(self, count: str) -> int:
        return sum(counts.get(count, 0) for counts in self.cells.values())


@dataclass(slots=True)
class Screen:
    """The board, the most pressing deadlines and the organs' names, as one reader sees them."""

    client: Client
    language: str
    height: int = 0
    """Of the terminal it must fit into; 0 for a page as long as it needs."""
    board: Board = field(default_factory=Board)
    pressing: Sequence[Mapping[str, Any]] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def look(self) -> None:
        """Everything once, without the stream."""
        self.names = organ_names(self.client)
        self.board.told("board", self.client.get("alerts", "/v1/board"))
        self.look_at_deadlines()

    def look_at_deadlines(self) -> None:
        page = self.client.get("alerts", "/v1/deadlines", page_size=SHOWN_DEADLINES)
        self.pressing = page["deadlines"]

    def follow(self, shown: Callable[[], None]) -> None:
        """Until nobody wants to see it any more; a stream that breaks off is opened again."""
        looked = time.monotonic()
        while True:
            with suppress(PlatformAway):
                for event, view in events(self.client):
                    self.board.told(event, view)
                    if time.monotonic() - looked >= LOOK_SECONDS or event == "board":
                        self.look_at_deadlines()
                        looked = time.monotonic()
                    shown()
            time.sleep(PAUSE_SECONDS)

    def __rich__(self) -> RenderableType:
        if not self.board.rows():
            return Text(self._words["empty"])
        return Group(self._table(), Text(), self._pressing())

    def _table(self) -> Table:
        words, rows = self._words, self.board.rows()
        table = Table(title=words["title"].format(day=self.board.day), title_justify="left")
        for heading in ("organ", "step"):
            table.add_column(words[heading])
        for heading in (*COLOURS, "overdue"):
            table.add_column(words[heading], justify="right")
        most = max(self.height - AROUND_THE_ROWS, 5) if self.height else MOST_ROWS
        for organ, term, counts in rows[:most]:
            table.add_row(self.names.get(organ, organ), self._term(term), *_numbers(counts))
        if len(rows) > most:
            table.add_row(words["others"].format(count=len(rows) - most))
        table.add_section()
        totals = {count: self.board.total(count) for count in (*COLOURS, "overdue")}
        table.add_row(words["all"], "", *_numbers(totals))
        return table

    def _pressing(self) -> Table:
        words = self._words
        table = Table(title=words["reddest"], title_justify="left", box=None)
        for heading in ("due", "left", "organ", "step", "matter"):
            table.add_column(words[heading], no_wrap=heading in UNBROKEN, overflow="fold")
        for line in self.pressing:
            left = "" if line["days_left"] is None else str(line["days_left"])
            table.add_row(
                line["due"] or "",
                Text(left, COLOURS.get(line["colour"], "")),
                self.names.get(line["organ"], line["organ"]),
                self._term(line["term"]),
                str(line["subject"]),
            )
        return table

    def _term(self, term: str) -> str:
        zh, en = TERMS.get(term, (term, term))
        return zh if self.language.startswith("zh") else en

    @property
    def _words(self) -> dict[str, str]:
        return WORDS["zh" if self.language.startswith("zh") else "en"]


def _numbers(counts: Mapping[str, int]) -> list[Text]:
    shown = [(counts.get(colour, 0), style) for colour, style in COLOURS.items()]
    shown.append((counts.get("overdue", 0), "bold red"))
    return [Text(str(count) if count else "", style if count else "") for count, style in shown]


def organ_names(client: Client) -> dict[str, str]:
    names: dict[str, str] = {}
    token = ""
    while True:
        page = client.get("identity", "/v1/organs", page_size=200, page_token=token)
        names |= {organ["code"]: organ["name"] for organ in page["organs"]}
        token = page["next_page_token"]
        if not token:
            return names


def events(client: Client) -> Generator[tuple[str, Any], None, None]:
    """Server-sent events of the board, until the connection ends."""
    address = f"{client.doors.url('alerts')}/v1/board/stream"
    token = client.bearer.token()
    quiet = httpx.Timeout(QUIET_SECONDS, connect=5)
    try:
        with client.http.stream(
            "GET", address, headers=client.headers(token), timeout=quiet
        ) as answer:
            if answer.status_code == UNAUTHENTICATED:
                client.bearer.token(rejected=token)
                return
            if not answer.is_success:
                answer.read()
                raise refusal_of_answer(answer)
            yield from read_events(answer.iter_lines())
    except httpx.TransportError as fault:
        raise PlatformAway(address=address) from fault


def read_events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """Each event with its data; comments, which only keep the line open, are passed over."""
    event, data = "", ""
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            event = value
        elif name == "data":
            data += value
        elif not line and data:
            yield event, json.loads(data)
            event, data = "", ""
