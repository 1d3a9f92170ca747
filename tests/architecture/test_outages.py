"""A database that is away is told as 503 by every adapter: none opens a transaction of its own."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import files, parsed

OPENS = {"begin", "connect"}


def opened(module: ast.Module) -> list[int]:
    """Lines with `engine.begin()`, `self.engine.connect()` and the like."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and node.attr in OPENS
        and ast.unparse(node.value).endswith("engine")
    ]


@pytest.mark.parametrize("file", files("services"), ids=str)
def test_a_service_opens_its_transactions_by_the_chassis(file: Path) -> None:
    assert opened(parsed(file)) == []


def test_one_that_opens_its_own_would_be_found() -> None:
    bad = "async with self.engine.begin() as c: ...\nasync with engine.connect() as c: ..."

    assert opened(ast.parse(bad)) == [1, 2]
