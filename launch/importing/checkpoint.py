"""How far an import came. Only a convenience: what was registered is registered once anyway."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

SAMPLE = 1 << 16


@dataclass(slots=True)
class Tally:
    """`row` is the last one that is done with."""

    row: int = 0
    registered: int = 0
    known: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        return self.registered + self.known + self.refused


@dataclass(frozen=True, slots=True)
class Checkpoint:
    file: Path

    @classmethod
    def of(cls, folder: Path, file: Path, *chosen: object) -> "Checkpoint":
        """One for each file as it is now and each way to read it."""
        about = file.stat()
        with file.open("rb") as stored:
            beginning = sha256(stored.read(SAMPLE)).hexdigest()
        named = json.dumps([beginning, about.st_size, about.st_mtime_ns, *map(str, chosen)])
        return cls(folder / f"{sha256(named.encode()).hexdigest()[:24]}.json")

    def read(self) -> Tally:
        """What cannot be read was never there: the import then begins at the beginning."""
        with suppress(OSError, ValueError, TypeError):
            return Tally(**json.loads(self.file.read_text()))
        return Tally()

    def keep(self, tally: Tally) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(tally)))
        fresh.replace(self.file)

    def forget(self) -> None:
        self.file.unlink(missing_ok=True)
