"""The passwords of one installation: made once, kept in a file that only its owner reads."""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from chassis.kernel import Phrase
from launch.errors import FolderDamaged

PASSWORDS = "people.json"
"""First ones, of people and of machines from outside, for the operator to hand out."""


def passwords(file: Path, names: Iterable[str]) -> dict[str, str]:
    """One password for each name. A name that is new to the file gets its own and is kept."""
    kept = _read(file)
    fresh = {name: secrets.token_hex(24) for name in names if name not in kept}
    if fresh:
        _write(file, kept | fresh)
    return kept | fresh


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        kept = json.loads(file.read_text())
    except ValueError as fault:
        raise FolderDamaged(
            reason=Phrase(f"{file} is not JSON", f"{file} 不是 JSON 格式")
        ) from fault
    if not isinstance(kept, dict):
        raise FolderDamaged(reason=Phrase(f"{file} holds no passwords", f"{file} 中没有口令"))
    return kept


def _write(file: Path, kept: dict[str, str]) -> None:
    """All or nothing: a kill in between must not lose the key to the data."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as out:
        json.dump(kept, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
