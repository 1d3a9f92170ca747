"""Where the engines of a running platform are: for commands that look at the data themselves."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from launch.engines import Engines
from launch.errors import StillStarting
from launch.folder import is_in_use


@dataclass(frozen=True, slots=True)
class Running:
    """A file that lasts as long as the platform is open, and that only its owner reads."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "engines.json"

    def write(self, engines: Engines) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as out:
            json.dump(asdict(engines), out)
        fresh.replace(self.file)

    def forget(self) -> None:
        self.file.unlink(missing_ok=True)

    def engines(self) -> Engines | None:
        """None when no platform runs on this folder; after a kill the file alone proves nothing."""
        if not is_in_use(self.folder):
            return None
        try:
            return Engines(**json.loads(self.file.read_text()))
        except FileNotFoundError as fault:
            raise StillStarting(folder=self.folder) from fault
