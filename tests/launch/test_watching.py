"""The board is put together from what the stream tells, the most pressing first."""

from io import StringIO
from typing import Any, cast

from rich.console import Console

from launch.client import Client
from launch.watching import Board, Screen, read_events


def a_cell(organ: str, colour: str, count: int, term: str = "notice") -> dict[str, Any]:
    overdue = count // 2 if colour == "red" else 0
    return {"organ": organ, "term": term, "colour": colour, "open": count, "overdue": overdue}


def a_view(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"day": "2026-09-16", "cells": list(cells)}


def shown(board: Board, language: str = "en", height: int = 0) -> str:
    screen = Screen(cast(Client, None), language, height, board, names={"housing": "住建局"})
    out = StringIO()
    Console(file=out, width=120).print(screen)
    return out.getvalue()


def test_events_are_read_with_their_data_and_pings_passed_over() -> None:
    lines = [": ping", "event: board", 'data: {"a":', "data: 1}", "", ": ping", "", "event: x", ""]

    assert list(read_events(iter(lines))) == [("board", {"a": 1})]


def test_what_changed_is_laid_over_what_was() -> None:
    board = Board()
    board.told("board", a_view(a_cell("housing", "red", 4), a_cell("hrss", "blue", 9)))
    board.told("cells", a_view(a_cell("housing", "red", 0), a_cell("housing", "yellow", 2)))

    assert (board.total("red"), board.total("yellow"), board.total("blue")) == (0, 2, 9)
    assert board.total("overdue") == 0


def test_everything_told_anew_forgets_what_was() -> None:
    board = Board()
    board.told("board", a_view(a_cell("housing", "red", 4)))
    board.told("board", a_view(a_cell("hrss", "blue", 1)))

    assert [organ for organ, _, _ in board.rows()] == ["hrss"]


def test_the_organ_with_the_most_red_comes_first_and_its_steps_stay_together() -> None:
    board = Board()
    board.told(
        "board",
        a_view(
            a_cell("hrss", "red", 2),
            a_cell("housing", "blue", 50, "handling"),
            a_cell("housing", "red", 3),
            a_cell("zoo", "yellow", 9),
        ),
    )

    assert [(organ, term) for organ, term, _ in board.rows()] == [
        ("housing", "handling"),
        ("housing", "notice"),
        ("hrss", "notice"),
        ("zoo", "notice"),
    ]


def test_it_speaks_the_readers_language_and_names_organs() -> None:
    board = Board()
    board.told("board", a_view(a_cell("housing", "red", 4)))

    assert "书面告知" in shown(board, "zh_CN.UTF-8")
    assert "notice" in shown(board)
    assert "住建局" in shown(board)


def test_it_fits_the_terminal_and_says_what_it_leaves_out() -> None:
    board = Board()
    board.told("board", a_view(*(a_cell(f"organ-{n:02}", "red", 1) for n in range(60))))

    assert len(shown(board, height=40).splitlines()) <= 40
    assert "40 more rows" in shown(board, height=40)
    assert "more rows" not in shown(board)


def test_an_empty_board_says_so() -> None:
    assert "No deadline is running" in shown(Board())
