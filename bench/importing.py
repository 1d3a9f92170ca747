"""`onedoor import` of a file, as anybody runs it, beside COPY of the same number of bare rows."""

import csv
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from bench import limits
from bench.house import PLACE, House
from bench.load import cpu_seconds
from bench.measure import Measure
from bench.registering import PETITION
from launch.client import signed_in_as
from launch.people import password_of

LEAST_SHARE = 0.35
HEADER = ("msg_id", "user", "title", "time", "detail", "label")


def write(file: Path, rows: int, first: int) -> None:
    """Like messages to a mailbox; no two have the same number."""
    with file.open("w", newline="", encoding="utf-8") as out:
        sheet = csv.writer(out)
        sheet.writerow(HEADER)
        for number in range(first, first + rows):
            title = f"{PETITION['title']}（{number}）"
            sheet.writerow((f"B{number}", "刘某某", title, "2026-01-15", PETITION["body"], ""))


@asynccontextmanager
async def measures(house: House, rows: int) -> AsyncIterator[list[Measure]]:
    machine = f"importer.{PLACE}"
    signed_in_as(
        house.folder,
        house.doors,
        machine,
        password_of(house.folder, machine),
        machine=True,
        language="en",
    )
    database, first = house.engines.admin, count(step=rows)
    async with limits.tables(database):

        async def brought() -> float:
            file = house.folder / "petitions.csv"
            write(file, rows, next(first))
            before, began = cpu_seconds(house.number), time.perf_counter()
            onedoor(house, "import", str(file))
            seconds = time.perf_counter() - began
            await house.at_rest()
            worked = cpu_seconds(house.number) - before
            measure.note(seconds=seconds, cpu_ms=worked / rows * 1000)
            return rows / seconds

        async def copied() -> float:
            return await limits.copied(database, rows)

        measure = Measure(
            f"import a file of {rows} rows", "/s", brought, LEAST_SHARE, "COPY, bare rows", copied
        )
        yield [measure]


def onedoor(house: House, *words: str) -> None:
    command = (sys.executable, "-m", "launch", *words, "--data", str(house.folder))
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert run.returncode == 0, run.stdout + run.stderr
