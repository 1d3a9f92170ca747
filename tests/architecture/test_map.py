"""The map leads to files that are there."""

import re
from pathlib import Path

PLACE = re.compile(r"`([\w./{},*-]+/[\w./{},*-]*|[A-Z]\w+\.\w+|Makefile)`")


def places() -> list[str]:
    return PLACE.findall(Path("docs/map.md").read_text(encoding="utf-8"))


def test_every_place_on_the_map_exists() -> None:
    assert places()
    assert [place for place in places() if not any(Path().glob(place.rstrip("/")))] == []


def test_every_top_folder_and_every_service_is_on_the_map() -> None:
    named = " ".join(places())
    folders = ("law", "chassis", "launch", "proto", "gen", "rulebooks", "tests", "docs", "tools")

    assert [folder for folder in folders if f"{folder}/" not in named] == []
    assert [s for s in Path("services").glob("*/service.py") if s.parent.name not in named] == []
