"""The database as it was at any moment: a copy of its files, and all that was written since."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from launch.archive import fetching
from launch.backup.database import apart
from launch.backup.errors import (
    BackupThere,
    CopyUnusable,
    DumpFailed,
    RewindFailed,
    RewindIncomplete,
)
from launch.errors import EngineDidNotStart
from launch.wheels import environment, last_line, postgres_program
from law.calendar import SHANGHAI

OWN_SETTINGS = "postgresql.auto.conf"


def copy_files(admin: str, copy: Path) -> None:
    """While the database works. What is written from here on is found in the archive."""
    if copy.exists() and any(copy.iterdir()):
        raise BackupThere(file=copy)
    address, word = apart(admin)
    run = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [
            postgres_program("pg_basebackup"),
            f"--dbname={address}",
            f"--pgdata={copy}",
            "--checkpoint=fast",
            "--no-password",
        ],
        capture_output=True,
        text=True,
        check=False,
        env=environment() | {"PGPASSWORD": word},
    )
    if run.returncode:
        raise DumpFailed(reason=last_line(run.stderr))


@dataclass(frozen=True, slots=True)
class Moment:
    """Without `until`: the last that the archive knows of."""

    copy: Path
    archive: Path
    until: datetime | None = None

    @contextmanager
    def leading_to(self, data: Path) -> Iterator[None]:
        """PostgreSQL goes through the archive when it starts, stops at the moment, and opens."""
        own = data / OWN_SETTINGS
        if not (self.copy / "PG_VERSION").is_file():
            raise CopyUnusable(copy=self.copy)
        shutil.copytree(self.copy, data)
        data.chmod(0o700)
        with own.open("a") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in self._way().items())
        (data / "recovery.signal").touch()
        try:
            yield
        except EngineDidNotStart as fault:
            raise RewindFailed(reason=fault.params["reason"]) from fault
        shutil.copyfile(self.copy / OWN_SETTINGS, own)

    def _way(self) -> dict[str, str]:
        """Nobody is let in on the way: half of it would look like all of it."""
        way = fetching(self.archive) | {"recovery_target_action": "promote", "hot_standby": "off"}
        if self.until:
            way["recovery_target_time"] = self.until.isoformat(sep=" ")
        return way


def moment(copy: Path | None, archive: Path | None, until: datetime | None) -> Moment | None:
    """As the command was asked: all that it takes, or nothing of it."""
    if copy is None and until is None:
        return None
    if copy is None or archive is None:
        raise RewindIncomplete
    if until and until.tzinfo is None:
        until = until.replace(tzinfo=SHANGHAI)
    return Moment(copy.absolute(), archive.absolute(), until)
