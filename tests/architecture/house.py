"""What stands in the house: its files, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGES = ("law", "chassis", "services", "launch")
SERVICES = sorted(path.parent for path in Path("services").glob("*/service.py"))


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def files(*packages: str) -> list[Path]:
    return sorted(file for package in packages for file in Path(package).rglob("*.py"))


def definitions(file: Path) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def classes(file: Path) -> Iterator[ast.ClassDef]:
    return (node for node in definitions(file) if isinstance(node, ast.ClassDef))


def words_of(class_: ast.ClassDef) -> dict[str, str]:
    """The texts that a class sets, by name."""
    return {
        target.id: node.value.value
        for node in class_.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
