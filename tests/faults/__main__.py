"""`python -m tests.faults`: rounds of faults on a platform at work, and a report of each."""

import argparse
import csv
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, fields
from pathlib import Path

from rich.console import Console

from tests.faults.campaign import KINDS, Round, campaign
from tests.faults.striking import FAULTS

REPORTS = Path("dist/faults")
DISK = "FAULTS_DISK"
DISK_SIZE = "3g"
ON_A_SMALL_DISK = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'


def main() -> int:
    chosen = _chosen()
    console = Console(highlight=False)
    disk = Path(os.environ[DISK]) if DISK in os.environ else None
    if disk is None and chosen.disk:
        if may_mount():
            return _again_on_a_small_disk()
        console.print("No file system may be mounted here: a full disk is not tried.")
    seed = chosen.seed or secrets.token_hex(4)
    console.print(f"seed {seed}; the same again with SEED={seed}")
    return _run(chosen, seed, disk, console)


def may_mount() -> bool:
    try:
        with tempfile.TemporaryDirectory(prefix="onedoor-disk-") as place:
            tried = subprocess.run(
                [*_on_a_small_disk(place), "true"], capture_output=True, check=False
            )
    except FileNotFoundError:
        return False
    return tried.returncode == 0


def _again_on_a_small_disk() -> int:
    with tempfile.TemporaryDirectory(prefix="onedoor-disk-") as place:
        return subprocess.run(
            [*_on_a_small_disk(place), sys.executable, "-m", "tests.faults", *sys.argv[1:]],
            env=os.environ | {DISK: place, "TMPDIR": place},
            check=False,
        ).returncode


def _run(chosen: argparse.Namespace, seed: str, disk: Path | None, console: Console) -> int:
    faults = [f for f in FAULTS if not chosen.only or f.name in chosen.only.split(",")]
    kinds = [k for k in KINDS if not chosen.kinds or str(k) in chosen.kinds.split("/")]
    until = time.monotonic() + chosen.minutes * 60
    rounds: list[Round] = []
    report = REPORTS / f"{time.strftime('%Y%m%dT%H%M%S')}-{seed}"
    for done in campaign(
        chosen.rounds, seed, faults=faults, kinds=kinds, disk=disk, logs=REPORTS, until=until
    ):
        rounds.append(done)
        _keep(report, rounds)
        mark = "[green]✓[/]" if done.passed else "[red]✗[/]"
        console.print(
            f"{mark} {done.number:>4} {done.stage:<21} {done.fault:<28} "
            f"{done.recovered:6.2f} s {done.settled:6.2f} s {done.matters:>6}  {done.hit}",
            soft_wrap=True,
        )
        if not done.passed:
            console.print(f"     {done.fault_found}", soft_wrap=True, markup=False)
    failed = [done for done in rounds if not done.passed]
    console.print(f"{len(rounds)} rounds, {len(failed)} with something found: {report}.csv")
    return 1 if failed else 0


def _keep(report: Path, rounds: list[Round]) -> None:
    """After every round: whoever stops us keeps what is known so far."""
    report.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(done) for done in rounds]
    report.with_suffix(".json").write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    with report.with_suffix(".csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, [field.name for field in fields(Round)])
        writer.writeheader()
        writer.writerows(rows)


def _on_a_small_disk(place: str) -> list[str]:
    """A mount of our own, seen by us and our children, gone with us."""
    unshare = shutil.which("unshare") or "unshare"
    shell = shutil.which("sh") or "sh"
    return [
        *(unshare, "--map-root-user", "--mount"),
        *(shell, "-c", ON_A_SMALL_DISK, "sh", DISK_SIZE, place),
    ]


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", default="", help="that of an earlier run repeats its draws")
    parser.add_argument(
        "--only", default="", help="names of faults: " + ", ".join(f.name for f in FAULTS)
    )
    parser.add_argument("--kinds", default="", help="as 'whole/split'")
    parser.add_argument("--minutes", type=float, default=24 * 60, help="stop after these")
    parser.add_argument("--no-disk", dest="disk", action="store_false")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
