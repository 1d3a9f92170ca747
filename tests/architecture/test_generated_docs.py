"""What is generated is what the code says today, and what was promised is kept."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launch.engines import SERVICES
from tools.pages.__main__ import PAGES
from tools.pages.contracts import documents

VERBS = {"get", "post", "put", "patch", "delete"}


@pytest.mark.parametrize("place", PAGES)
def test_a_generated_page_says_what_the_code_says(place: str) -> None:
    kept = Path(place).read_text(encoding="utf-8")

    assert kept == PAGES[place](), "run `make docs`"


@pytest.mark.parametrize("service", SERVICES)
def test_a_promise_over_http_changes_only_on_purpose(service: str) -> None:
    place = f"docs/api/{service}.json"
    kept = Path(place).read_text(encoding="utf-8")

    assert kept == documents()[place], "if it is meant: run `make baseline`"


def operations(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    document = json.loads(documents()[f"docs/api/{service}.json"])
    for path, item in document["paths"].items():
        for verb in VERBS & item.keys():
            yield f"{verb.upper()} {path}", item[verb]


@pytest.mark.parametrize("service", SERVICES)
def test_an_operation_over_http_has_a_name_of_its_own(service: str) -> None:
    """The word that a search finds in every layer, and that generated clients call it by."""
    names = Counter(operation["operationId"] for _, operation in operations(service))

    assert names
    assert [name for name, times in names.items() if times > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+){1,3}", name)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_an_operation_over_http_says_what_it_does_and_what_it_answers(service: str) -> None:
    silent = [
        name
        for name, operation in operations(service)
        if not (operation.get("summary") and operation.get("description"))
        or not any(status.startswith(("2", "3")) for status in operation["responses"])
    ]

    assert silent == []
