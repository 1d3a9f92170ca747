"""A link in our own pages leads somewhere."""

import re
from pathlib import Path

import pytest

LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)(?:#[^)]*)?\)")
AWAY = {".venv", "node_modules", ".onedoor", ".cache", "gates"}
PAGES = [page for page in sorted(Path().rglob("*.md")) if not AWAY & set(page.parts)]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_link_leads_to_a_file_that_exists(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
