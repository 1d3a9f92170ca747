"""One word travels through every layer, and no name is a drawer."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, SERVICES, classes, definitions, files, parsed

BANNED = {"manager", "helper", "helpers", "util", "utils", "common", "misc", "base", "enrich"}
OF_A_LIBRARY = {"BaseModel", "BaseSettings"}
PERMISSION = re.compile(r"[a-z]+:[a-z_]+")


def words(name: str) -> set[str]:
    """`CaseManager`, `case_manager` and `casemanager.py` are the same drawer."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


@pytest.mark.parametrize("file", files(*PACKAGES, "tools", "bench"), ids=str)
def test_no_name_is_a_drawer(file: Path) -> None:
    names = {part.removesuffix(".py") for part in file.parts}
    names |= {node.name for node in definitions(file)}

    assert not {name for name in names if BANNED & words(name)}


@pytest.mark.parametrize("file", files(*PACKAGES, "tools", "bench"), ids=str)
def test_no_file_shadows_what_it_imports(file: Path) -> None:
    """A module `secrets` that imports `secrets` works until it is run as a program."""
    imported = {
        alias.name.partition(".")[0]
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert file.stem not in imported


def verbs(service: Path) -> list[Path]:
    return [
        file
        for file in sorted((service / "usecases").glob("*.py"))
        if file.stem not in {"__init__", "ports"}
    ]


VERBS = [file for service in SERVICES for file in verbs(service)]


@pytest.mark.parametrize("file", VERBS, ids=str)
def test_a_use_case_is_named_like_its_file(file: Path) -> None:
    public = {
        node.name
        for node in parsed(file).body
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
    }

    assert public == {file.stem}


@pytest.mark.parametrize("file", VERBS, ids=str)
def test_a_use_case_has_a_door(file: Path) -> None:
    """What nobody can call is deleted."""
    service = file.parent.parent
    doors = [*(service / "entrypoints").glob("*.py"), service / "service.py"]
    called = re.compile(rf"\b{file.stem}\b")

    assert any(called.search(door.read_text(encoding="utf-8")) for door in doors)


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_permission_is_a_noun_and_a_verb(service: Path) -> None:
    file = service / "domain" / "permissions.py"
    values = [
        node.value
        for node in ast.walk(parsed(file) if file.exists() else ast.Module([], []))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value
    ]

    assert [value for value in values if not PERMISSION.fullmatch(value)] == []


@pytest.mark.parametrize(
    "file", [s / "domain/errors.py" for s in SERVICES if (s / "domain/errors.py").exists()], ids=str
)
def test_a_refusal_is_named_for_what_is_wrong(file: Path) -> None:
    names = [node.name for node in classes(file)]

    assert [name for name in names if name.endswith(("Error", "Exception"))] == []
