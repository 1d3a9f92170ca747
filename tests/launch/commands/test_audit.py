"""`onedoor audit verify` and `parked`, beside a platform that is stopped."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner

from launch.__main__ import onedoor
from launch.assembly import migrate
from launch.database import create_database
from launch.embedded import embedded
from launch.engines import Engines
from launch.reaching import reached
from launch.settings import Settings
from tests.builders import an_id, somewhere

pytestmark = pytest.mark.engines

ask = CliRunner()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit") / "data"

    async def prepare(engines: Engines) -> None:
        await create_database(engines.admin)
        await migrate(engines)

    with embedded(folder) as house:
        run(prepare(house.engines))
    return folder


def run(work: Any) -> Any:
    with asyncio.Runner() as runner:
        return runner.run(work)


def write(data: Path, statement: str, *values: object) -> None:
    async def writing(admin: str) -> None:
        connection = await asyncpg.connect(admin)
        await connection.execute(statement, *values)
        await connection.close()

    with reached(Settings(data=data)) as engines:
        run(writing(engines.admin))


@pytest.fixture
def parked(data: Path) -> Iterator[str]:
    event = an_id()
    subject = f"onedoor.intake.matter.forgotten.v1.{somewhere()}"
    statement = (
        "INSERT INTO mediation.parked"
        " VALUES ($1, 'mediation-long-gone', $2, $3, '\\x7b7d', 'ValueError', 5)"
    )
    write(data, statement, somewhere(), event, subject)
    yield str(event)
    write(data, "DELETE FROM mediation.parked")


def test_every_service_is_audited(data: Path) -> None:
    answer = ask.invoke(onedoor, ["audit", "verify", "--data", str(data)])

    assert answer.exit_code == 0
    assert "✓ intake: 0 entries in 0 chains" in answer.output


def test_a_journal_without_its_matter_fails_the_audit(data: Path) -> None:
    where, subject = somewhere(), an_id()
    statement = "INSERT INTO intake.journal VALUES ($1, $2, 1, 'matter', '\\x00', '\\x00')"
    write(data, statement, where, subject)

    answer = ask.invoke(onedoor, ["audit", "verify", "--data", str(data)])

    assert answer.exit_code == 1
    assert f"{where}/matter/{subject}, version 1" in answer.output.replace("\n", "")
    write(data, "DELETE FROM intake.journal")


def test_what_is_parked_is_listed_without_what_it_says(data: Path, parked: str) -> None:
    answer = ask.invoke(onedoor, ["parked", "list", "--data", str(data)], env={"COLUMNS": "300"})

    assert answer.exit_code == 0
    assert parked in answer.output
    assert "ValueError" in answer.output


def test_what_nobody_can_handle_stays_parked(data: Path, parked: str) -> None:
    wide = {"COLUMNS": "300"}
    answer = ask.invoke(onedoor, ["parked", "replay", "--data", str(data)], env=wide)

    assert answer.exit_code == 1
    assert "no consumer of this name" in answer.output
    listed = ask.invoke(onedoor, ["parked", "list", "--data", str(data)], env=wide)
    assert parked in listed.output
