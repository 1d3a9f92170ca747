"""The report on rows that were not taken: where, which code, why. Never what stood in the row."""

import csv
from collections.abc import Sequence
from pathlib import Path

COLUMNS = ("row", "line", "code", "reason")
BOM = "\ufeff"  # without it, spreadsheet programs take the reasons for something else


class RefusedRows:
    """A CSV that is made with its first entry: no bad row, no file."""

    def __init__(self, file: Path, *, goes_on: bool) -> None:
        self.file = file
        if not goes_on:
            file.unlink(missing_ok=True)

    def note(self, entries: Sequence[tuple[int, int, str, str]]) -> None:
        if not entries:
            return
        fresh = not self.file.exists()
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            if fresh:
                out.write(BOM)
                writer.writerow(COLUMNS)
            writer.writerows(entries)
