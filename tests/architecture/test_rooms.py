"""Every service has the same rooms, and none stands empty."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import SERVICES, files, parsed

ROOMS = {"domain", "usecases", "adapters", "entrypoints", "migrations"}
DOORS = {"service.py", "queries.py", "queries", "settings.py", "README.md", "__init__.py"}
IN_A_ROOM = {
    "adapters": {"tables.py", "postgres.py"},
    "entrypoints": {"rest.py"},
    "usecases": {"ports.py"},
}


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_has_no_other_rooms_than_its_neighbours(service: Path) -> None:
    inside = {path.name for path in service.iterdir() if path.name != "__pycache__"}

    assert inside <= ROOMS | DOORS


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_has_every_room_that_its_neighbours_have(service: Path) -> None:
    missing = {room for room in ROOMS if not any((service / room).rglob("*.py"))}
    missing |= {
        f"{room}/{file}"
        for room, needed in IN_A_ROOM.items()
        for file in needed
        if not (service / room / file).exists()
    }

    assert not missing


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_says_on_one_page_what_it_owns(service: Path) -> None:
    assert (service / "README.md").exists()


WRITTEN = [
    file
    for file in files("law", "chassis", "services", "launch", "tests", "tools", "bench")
    if not file.is_relative_to("tests/gates")
]


@pytest.mark.parametrize("file", WRITTEN, ids=str)
def test_a_file_with_code_says_in_its_first_line_what_it_is(file: Path) -> None:
    assert not parsed(file).body or ast.get_docstring(parsed(file))
