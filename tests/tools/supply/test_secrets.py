"""What looks like a secret is found, and not repeated; what is none is left alone."""

import base64
import os
from pathlib import Path
from uuid import UUID

import pytest

from tools.supply.secrets import findings, search

SECRETS = {
    "a private key": "-----BEGIN " + "EC PRIVATE KEY-----",
    "a key of AWS": "AKIA" + "IOSFODNN7EXAMPLE",
    "a token of GitHub": "ghp_" + "a1B2" * 9,
    "a signed token": "eyJhbGciOiJub25l" + ".eyJzdWIiOiJub2JvZHki" + ".c2lnbmF0dXJl",
    "a password in an address": "postgresql://intake:" + "Tr0ub4dor" + "@db.test/onedoor",
    "a password or key in a setting": "client_secret: '" + "correct-horse-7-battery" + "'",
    "a text that looks random": "x = " + base64.b64encode(bytes(range(7, 250, 7))).decode(),
}


@pytest.mark.parametrize("what", SECRETS)
def test_a_secret_is_found_and_told_by_its_kind_only(what: str) -> None:
    [found] = search("some.yaml", f"first\n{SECRETS[what]}\n".encode())

    assert str(found) == f"some.yaml:2: {what}"


@pytest.mark.parametrize(
    "line",
    [
        "postgresql://intake:{password}@127.0.0.1:5432/onedoor",
        "http://127.0.0.1:8080/api/intake/v1/matters?page_size=50@2026",
        "test_a_key_that_was_withdrawn_stops_verifying_and_2_others_do_not",
        f"seal: {bytes(range(32)).hex()}",
        f"id: {UUID(int=2**100 + 7)}",
        "password: ${POSTGRES_PASSWORD}",
    ],
)
def test_what_is_no_secret_is_left_alone(line: str) -> None:
    assert list(search("some.md", line.encode())) == []


def test_random_keys_are_found_as_we_make_them() -> None:
    keys = [base64.urlsafe_b64encode(os.urandom(32)).decode() for _ in range(200)]
    missed = [key for key in keys if not list(search("keys", f"key {key}".encode()))]

    assert len(missed) <= 2


def test_a_folder_is_searched_but_not_what_was_brought_or_built(tmp_path: Path) -> None:
    for folder in (".venv", "node_modules", "dist", ".mypy_cache", ".ci", "deploy", "web/dist"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text(SECRETS["a private key"])
    (tmp_path / "picture.png").write_bytes(b"\0" + SECRETS["a private key"].encode())

    assert [found.file for found in findings(tmp_path)] == [
        ".ci/a.txt",
        "deploy/a.txt",
        "web/dist/a.txt",
    ]
