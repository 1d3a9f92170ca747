"""Show that every gate works: green on the house as it is, red on each bad example laid into it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

EXAMPLES = Path("tests/gates")
LEFT_BEHIND = shutil.ignore_patterns(".venv", ".git", ".onedoor", ".*cache", "__pycache__")
TOOLS = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Example:
    """A file that breaks one rule. Its first line: where it goes | the gate | what that says."""

    name: str
    place: str
    gate: str
    says: str
    text: str

    @classmethod
    def read(cls, file: Path) -> "Example":
        first, _, text = file.read_text(encoding="utf-8").partition("\n")
        place, gate, says = first.strip("#/<!-> ").split(" | ")
        return cls(file.stem, place, gate, says, text)


@contextmanager
def laid_into(house: Path, example: Example) -> Iterator[None]:
    """The bad file in its place; what stood there before stands there again afterwards."""
    place = house / example.place
    before = place.read_bytes() if place.exists() else None
    made = [folder for folder in place.parents if not folder.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(example.text, encoding="utf-8")
    try:
        yield
    finally:
        if before is None:
            place.unlink()
        else:
            place.write_bytes(before)
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)


def answer(house: Path, gate: str) -> tuple[bool, str]:
    program, *arguments = gate.split()
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        [TOOLS / program, *arguments],
        cwd=house,
        env=os.environ | {"PYTHONPATH": "gen:.", "NO_COLOR": "1", "COLUMNS": "200", "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode == 0, run.stdout + run.stderr


def main() -> int:
    examples = [Example.read(p) for p in sorted(EXAMPLES.iterdir()) if p.name != "README.md"]
    dead = 0
    with TemporaryDirectory() as folder:
        house = Path(folder) / "house"
        shutil.copytree(".", house, ignore=LEFT_BEHIND)
        for gate in sorted({example.gate for example in examples}):
            green, said = answer(house, gate)
            dead += not green
            print(f"{'green' if green else 'RED  '}  {gate}" + ("" if green else f"\n{said}"))
        for example in examples:
            with laid_into(house, example):
                green, said = answer(house, example.gate)
            works = not green and example.says in said
            dead += not works
            print(f"{'red  ' if works else 'DEAD '}  {example.name:24} {example.says}", flush=True)
    return min(dead, 1)


if __name__ == "__main__":
    sys.exit(main())
