"""PostgreSQL and NATS in one folder: they start, they survive, and they say why not."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import asyncpg
import nats
import pytest
from nats.aio.client import Client
from nats.js.api import RePublish
from nats.js.errors import APIError

from chassis.events.streams import inbox, open_stream
from launch import folder, wheels
from launch.database import create_database
from launch.embedded import Embedded, embedded
from launch.engines import Engines
from launch.errors import (
    DiskFull,
    EngineDidNotStart,
    EngineMissing,
    FolderDamaged,
    FolderInUse,
    FolderNotWritable,
    NoUserNamespaces,
)
from launch.wheels import nats_program

pytestmark = pytest.mark.engines

PLATFORM = """
import sys, time
from pathlib import Path
from launch.embedded import embedded
with embedded(Path(sys.argv[1])) as house:
    print(house.engines.admin, house.engines.bus("operator"), flush=True)
    time.sleep(600)
"""


NAMING = "王小明 13800001111"
FAILING = (
    "SELECT '{told}'::int",
    "SELECT ('{{\"name\": ' || '{told}')::jsonb",
    "SELECT $1::text::date",
    "INSERT INTO told VALUES ('{told}'), ('{told}')",
    "DO $$BEGIN RAISE EXCEPTION '%', '{told}'; END$$",
    "SELECT '{told}', pg_sleep(1)",
)


async def ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def ask_again(url: str, statement: str) -> object:
    for _ in range(100):
        try:
            return await ask(url, statement)
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.1)
    return None


async def eventually(holds: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        await asyncio.sleep(0.05)


def pid_of(house: Embedded, name: str) -> int:
    process = next(c.process for c in house.children if c.program.name == name)
    assert process
    return process.pid


async def test_a_wrong_password_opens_nothing(engines: Engines) -> None:
    parts = urlsplit(engines.admin)

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://intake:guess@{parts.hostname}:{parts.port}/onedoor")


async def test_no_value_of_a_statement_that_fails_stands_in_the_log(tmp_path: Path) -> None:
    with embedded(tmp_path) as house:
        await create_database(house.engines.admin)
        connection = await asyncpg.connect(house.engines.admin)
        await connection.execute("CREATE TEMPORARY TABLE told (name text PRIMARY KEY)")
        await connection.execute("SET statement_timeout = 500")
        for statement in FAILING:
            values = [NAMING] if "$1" in statement else []
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute(statement.format(told=NAMING), *values)
        await connection.close()
    log = (tmp_path / "logs" / "postgres.log").read_text()

    assert "ready to accept connections" in log
    assert not [word for word in NAMING.split() if word in log]


async def test_what_is_acknowledged_is_durable(engines: Engines) -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert await ask(engines.admin, f"SHOW {setting}") == "on"


async def test_texts_are_compared_alike_on_every_machine(engines: Engines) -> None:
    found = await ask(
        engines.admin,
        "SELECT datlocprovider::text || datlocale FROM pg_database"
        " WHERE datname = current_database()",
    )

    assert found == "bC.UTF-8"


async def test_a_service_publishes_under_its_own_name_only(engines: Engines) -> None:
    faults: list[str] = []

    async def heard(fault: Exception) -> None:
        faults.append(str(fault))

    forged = "onedoor.intake.matter.closed.v1.000000"
    bus = await nats.connect(engines.bus("alerts"), error_cb=heard, inbox_prefix=inbox("alerts"))
    await bus.publish("onedoor.alerts.deadline.missed.v1.000000", b"ours")
    await bus.publish(forged, b"forged")
    await bus.flush()
    await eventually(lambda: bool(faults))
    with pytest.raises((APIError, TimeoutError, nats.errors.Error)):
        await bus.jetstream(timeout=0.5).delete_stream("ONEDOOR_INTAKE")
    await bus.close()

    assert "permissions violation for publish" in faults[0].lower()
    assert forged in faults[0]
    assert not any("onedoor.alerts" in fault for fault in faults)


async def test_a_service_changes_no_stream_and_makes_none_but_its_own(engines: Engines) -> None:
    """A stream may republish what it gets: whoever makes one at will speaks in any name."""
    bus = await nats.connect(
        engines.bus("alerts"), error_cb=_silently, inbox_prefix=inbox("alerts")
    )
    streams = bus.jetstream(timeout=0.5)
    await open_stream(streams, "alerts")
    forging = RePublish(src="onedoor.alerts.>", dest="onedoor.intake.>")
    attempts = [
        streams.add_stream(name="ONEDOOR_OTHER", subjects=["onedoor.other.>"]),
        streams.add_stream(name="ONEDOOR_ALERTS", subjects=["onedoor.alerts.>"], republish=forging),
        streams.update_stream(
            name="ONEDOOR_ALERTS", subjects=["onedoor.alerts.>"], republish=forging
        ),
        streams.delete_stream("ONEDOOR_ALERTS"),
        streams.delete_consumer("ONEDOOR_INTAKE", "evaluation-keep-matters"),
        streams.delete_msg("ONEDOOR_INTAKE", 1),
    ]

    for attempt in attempts:
        with pytest.raises((APIError, TimeoutError, nats.errors.Error)):
            await attempt
    assert (await streams.stream_info("ONEDOOR_ALERTS")).config.republish is None

    await bus.close()


async def _silently(_: Exception) -> None:
    """What is refused is asked for by its caller."""


async def test_a_stranger_is_not_let_in_to_the_bus(engines: Engines) -> None:
    stranger = Client()

    with pytest.raises(nats.errors.Error):
        await stranger.connect(engines.bus_url, allow_reconnect=False)

    await stranger.close()


async def test_a_second_start_finds_its_data_under_the_same_passwords(tmp_path: Path) -> None:
    with embedded(tmp_path / "data") as first:
        await create_database(first.engines.admin)
        await ask(first.engines.admin, "CREATE TABLE kept AS SELECT 7 AS seven")
    with embedded(tmp_path / "data") as second:
        assert await ask(second.engines.admin, "SELECT seven FROM kept") == 7

    assert second.superuser_password == first.superuser_password


def test_only_the_owner_can_look_inside(tmp_path: Path) -> None:
    with embedded(tmp_path / "data"):
        modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "data").iterdir()}

    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert modes["secrets.json"] == 0o600
    assert modes["nats.conf"] == 0o600


@pytest.mark.parametrize("engine", ["PostgreSQL", "NATS"])
async def test_an_engine_that_is_killed_is_started_again_where_it_was(
    tmp_path: Path, engine: str
) -> None:
    with embedded(tmp_path) as here:
        await create_database(here.engines.admin)
        bus = await nats.connect(here.engines.bus("operator"))
        stream = bus.jetstream()
        await stream.add_stream(name="KEPT", subjects=["kept"])
        await stream.publish("kept", b"one")
        await bus.close()
        await ask(here.engines.admin, "CREATE TABLE kept AS SELECT 7 AS seven")

        first = pid_of(here, engine)
        os.kill(first, signal.SIGKILL)
        await eventually(lambda: pid_of(here, engine) != first)

        assert await ask_again(here.engines.admin, "SELECT seven FROM kept") == 7
        again = await nats.connect(here.engines.bus("operator"))
        assert (await again.jetstream().stream_info("KEPT")).state.messages == 1
        await again.close()
        assert here.failure is None


async def test_after_the_platform_is_killed_its_engines_end_and_the_data_is_there(
    tmp_path: Path,
) -> None:
    platform = subprocess.Popen(
        [sys.executable, "-c", PLATFORM, tmp_path], stdout=subprocess.PIPE, text=True
    )
    assert platform.stdout
    admin, _ = platform.stdout.readline().split()
    server = admin.rpartition("/")[0] + "/postgres"
    await ask(server, "CREATE TABLE kept AS SELECT 7 AS seven")
    platform.kill()
    platform.wait()
    platform.stdout.close()

    with embedded(tmp_path) as second:
        here = second.engines.admin.rpartition("/")[0] + "/postgres"
        assert await ask(here, "SELECT seven FROM kept") == 7
    await eventually(lambda: not living_in(tmp_path))


def living_in(place: Path) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if Path(entry, "cwd").readlink().is_relative_to(place):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


async def test_an_orphan_that_outlived_its_platform_is_ended_first(tmp_path: Path) -> None:
    """Where the kernel does not tie a child to its parent, a crash leaves the engine running."""
    with embedded(tmp_path):
        pass
    orphan = subprocess.Popen(
        [nats_program(), "--store_dir", tmp_path / "nats", "-js", "-p", "-1"],
        cwd=tmp_path / "nats",
        stderr=subprocess.DEVNULL,
    )
    await eventually(lambda: living_in(tmp_path) == [orphan.pid])

    with embedded(tmp_path):
        assert orphan.wait(5) is not None


ORDINARY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


@pytest.mark.skipif(os.geteuid() != 0, reason="all the others run as an ordinary user")
async def test_an_ordinary_user_needs_no_namespace() -> None:
    folder = Path(mkdtemp(prefix="onedoor-ordinary-"))
    os.chown(folder, 65534, 65534)
    same = (
        "import os, sys; sys.exit("
        f"sys.version_info[:2] != {sys.version_info[:2]} or not os.access(sys.executable, os.X_OK))"
    )
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([*ORDINARY, python, "-c", same], check=False).returncode == 0:
            break
    else:
        pytest.skip("no Python of this version that an ordinary user may run")
    path = os.pathsep.join([str(Path.cwd()), *(entry for entry in sys.path if "site" in entry)])
    platform = subprocess.Popen(
        [*ORDINARY, python, "-c", PLATFORM, folder / "data"],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        assert platform.stdout
        admin, _ = platform.stdout.readline().split()
        server = admin.rpartition("/")[0] + "/postgres"

        assert await ask(server, "SELECT 7") == 7
        assert (folder / "data" / "postgres").stat().st_uid == 65534
    finally:
        platform.kill()
        platform.communicate()
        await eventually(lambda: not living_in(folder))
        shutil.rmtree(folder)


async def test_a_folder_serves_one_platform_at_a_time(tmp_path: Path) -> None:
    with embedded(tmp_path), pytest.raises(FolderInUse), embedded(tmp_path):
        pass


async def test_an_initialisation_that_was_killed_is_done_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")

    with embedded(tmp_path) as here:
        await create_database(here.engines.admin)

    assert not half.exists()


@pytest.mark.parametrize("left", [f"{os.getpid()}\n", ""])
async def test_a_stale_pid_stops_nobody(tmp_path: Path, left: str) -> None:
    """In a container the same small numbers come back; a start that was killed leaves none."""
    with embedded(tmp_path):
        pass
    (tmp_path / "postgres" / "postmaster.pid").write_text(left)

    with embedded(tmp_path) as here:
        await create_database(here.engines.admin)


@pytest.mark.parametrize("lost", ["PG_VERSION", "global/pg_control"])
def test_a_damaged_folder_is_named(tmp_path: Path, lost: str) -> None:
    with embedded(tmp_path):
        pass
    (tmp_path / "postgres" / lost).unlink()

    with pytest.raises((FolderDamaged, EngineDidNotStart)) as refusal, embedded(tmp_path):
        pass

    assert str(tmp_path) in str(refusal.value)


def test_data_of_another_version_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")

    with pytest.raises(FolderDamaged, match="17, not 18"), embedded(tmp_path):
        pass


def test_passwords_that_cannot_be_read_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")

    with pytest.raises(FolderDamaged, match=r"secrets\.json"), embedded(tmp_path):
        pass

    assert (tmp_path / "secrets.json").read_text() == "{"


def test_an_engine_that_gives_up_is_quoted(tmp_path: Path) -> None:
    with embedded(tmp_path):
        pass
    (tmp_path / "postgres" / "pg_hba.conf").write_text("nonsense\n")

    with pytest.raises(EngineDidNotStart, match=r"could not load.*postgres\.log"):
        embedded(tmp_path).__enter__()

    assert not living_in(tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(FolderNotWritable, match=r"file/data"), embedded(tmp_path / "file/data"):
        pass


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "NEEDED_MB", 1 << 40)

    with pytest.raises(DiskFull), embedded(tmp_path):
        pass

    assert not (tmp_path / "postgres").exists()


def test_root_without_user_namespaces_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbidden = tmp_path / "bin" / "unshare"
    forbidden.parent.mkdir()
    forbidden.write_text("#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2; exit 1\n")
    forbidden.chmod(0o755)
    monkeypatch.setenv("PATH", str(forbidden.parent), prepend=":")
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    with pytest.raises(NoUserNamespaces, match="not permitted"), embedded(tmp_path / "data"):
        pass


def test_a_missing_wheel_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheels, "POSTGRES_WHEEL", "not-installed-here")

    with pytest.raises(EngineMissing), embedded(tmp_path):
        pass


async def test_existing_engines_replace_our_own(tmp_path: Path, engines: Engines) -> None:
    with embedded(tmp_path, database_url=engines.admin, bus_url=engines.bus("operator")) as here:
        assert here.engines.admin == engines.admin
        assert here.children == []
    assert not (tmp_path / "postgres").exists()
