"""How many cases were drawn of each operation, so that a long run goes on where it was ended."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

CASES = int(os.environ.get("CASES", "1000000"))
"""Of all operations of one protocol together, over as many runs as that takes."""
KEPT = Path(os.environ.get("CASES_FOLDER", ".cache/badinput"))


@dataclass(frozen=True, slots=True)
class Progress:
    """One file a protocol and operation. Delete the folder to begin at the first case again."""

    protocol: str
    operation: str
    among: int

    @property
    def wanted(self) -> int:
        return -(-CASES // self.among)

    @property
    def done(self) -> int:
        return int(json.loads(self._file.read_text())) if self._file.exists() else 0

    def came_to(self, number: int) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(number))

    @property
    def _file(self) -> Path:
        return KEPT / self.protocol / f"{self.operation}.json"
