"""A migration only adds: the version before works on while machines are changed one by one.

What nobody uses any more may go in a version that sets `UNUSED_SINCE` to the commit that stopped
using it; tests/upgrades tries whether the version before agrees.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import files, parsed

VERSIONS = [file for file in files("services") if file.parent.name == "versions"]
KNOWN = ("alembic", "sqlalchemy", "chassis.migrations")
TAKES_AWAY = {"drop_table", "drop_column", "rename_table"}
DEMANDS = {
    "create_unique_constraint",
    "create_check_constraint",
    "create_foreign_key",
    "create_exclude_constraint",
    "create_primary_key",
}
NARROWER = {"new_column_name", "type_"}
IN_WORDS = re.compile(
    r"\b(?:DROP\s+(?:TABLE|COLUMN|SCHEMA)|RENAME|REVOKE\b(?![^;]*\bON\s+FUNCTION)|TRUNCATE|DELETE\s+FROM"
    r"|SET\s+NOT\s+NULL|ALTER\s+COLUMN\b[^;]*\bTYPE|ADD\s+(?:CONSTRAINT|UNIQUE|CHECK|COLUMN\b[^;]*\bNOT\s+NULL))\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("file", VERSIONS, ids=str)
def test_a_migration_takes_nothing_away_and_demands_nothing_new(file: Path) -> None:
    module = parsed(file)
    is_first = _constant(module, "down_revision") is None
    found = [] if is_first or _constant(module, "UNUSED_SINCE") else list(contractions(module))

    assert found == []


@pytest.mark.parametrize("file", VERSIONS, ids=str)
def test_a_migration_leans_on_nothing_that_changes_with_the_code(file: Path) -> None:
    """So it does the same years later, and beside the code of another version."""
    modules = [
        name
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else _names(node))
    ]

    assert [name for name in modules if not name.startswith(KNOWN)] == []


def contractions(module: ast.Module) -> Iterator[str]:
    """What the version before would stumble over, each with its line."""
    made = {_text(call.args[0]) for call in _calls(module, "create_table")}
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        name, given = _name(call), {word.arg: word.value for word in call.keywords}
        table = _text(call.args[0]) if call.args else ""
        of_before = (_text(call.args[1]) if len(call.args) > 1 else table) not in made
        if (
            name in TAKES_AWAY
            or (name in DEMANDS and of_before)
            or (
                name == "alter_column"
                and (NARROWER & given.keys() or _is(given, "nullable", False))
            )
            or (name == "create_index" and of_before and _is(given, "unique", True))
            or (name == "add_column" and table not in made and _must_be_filled(call))
        ):
            yield f"line {call.lineno}: {name}"
        elif name in {"execute", "text"} and (said := IN_WORDS.search(_words(call))):
            yield f"line {call.lineno}: {said[0]}"


def _must_be_filled(add_column: ast.Call) -> bool:
    column = next(a for a in add_column.args if isinstance(a, ast.Call) and _name(a) == "Column")
    given = {word.arg: word.value for word in column.keywords}
    is_made = any(
        isinstance(a, ast.Call) and _name(a) in {"Identity", "Computed"} for a in column.args
    )
    return _is(given, "nullable", False) and "server_default" not in given and not is_made


def _calls(module: ast.Module, name: str) -> Iterator[ast.Call]:
    return (n for n in ast.walk(module) if isinstance(n, ast.Call) and _name(n) == name)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is(given: dict[str | None, ast.expr], word: str, value: bool) -> bool:
    return word in given and _text(given[word]) == str(value)


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _words(call: ast.Call) -> str:
    return " ".join(
        node.value
        for node in ast.walk(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _constant(module: ast.Module, name: str) -> object:
    for node in module.body:
        if isinstance(node, ast.Assign) and _text(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    return None


def _names(node: ast.Import) -> list[str]:
    return [alias.name for alias in node.names]
