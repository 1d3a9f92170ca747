"""How long it takes to save a place and to have it again: `python -m bench.rescue LETTERS`."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import grpc

from bench.house import House
from bench.load import Seen
from bench.registering import petition
from launch.wheels import postgres_program
from onedoor.intake.v1 import intake_service_pb2 as pb
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub

BATCH = 500
QUIET_SECONDS = 10.0
PAUSE_SECONDS = 0.05
ARCHIVE = "ONEDOOR_WAL_ARCHIVE"

Register = Callable[[int], Awaitable[Any]]


def main(letters: int) -> None:
    folder = Path(mkdtemp(prefix="onedoor-rescue-"))
    os.environ[ARCHIVE] = str(folder / "archive")
    try:
        saved = Rescue(folder, House.on(folder / "data"))
        saved.house.folder.mkdir()
        saved.measure(letters)
    finally:
        shutil.rmtree(folder)


class Rescue:
    def __init__(self, folder: Path, house: House) -> None:
        self.folder = folder
        self.house = house
        self.words = folder / "passphrase"
        self.words.write_text("correct horse battery staple")

    def measure(self, letters: int) -> None:
        self.house.open()
        try:
            asyncio.run(self._work(letters))
            plain = self._timed(self._dump)
        finally:
            self.house.close()
        _say("the database alone, by pg_dump", f"{plain:.1f} s")
        file, copy = self.folder / "b.tar", self.folder / "copy"
        _say("its file", f"{file.stat().st_size / 1e6:.0f} MB")
        shutil.rmtree(self.house.folder)
        archive = os.environ.pop(ARCHIVE)
        restored = self._timed(lambda: self._onedoor("restore", file, self.house.folder))
        _say("restored and audited", f"{restored:.1f} s")
        _say("opened, all events going out again", f"{self._opened():.1f} s")
        shutil.rmtree(self.house.folder)
        way = ("--copy", str(copy), "--wal", archive)
        led = self._timed(lambda: self._onedoor("restore", file, self.house.folder, *way))
        _say("led back by the copy and the log, and audited", f"{led:.1f} s")

    def _opened(self) -> float:
        seconds = self.house.open()
        self.house.close()
        return seconds

    async def _work(self, letters: int) -> None:
        async with grpc.aio.insecure_channel(self.house.doors.calls("intake")) as channel:
            stub, token = IntakeServiceStub(channel), self.house.token()
            told = (("authorization", f"Bearer {token}"),)

            async def register(rows: int) -> None:
                request = pb.RegisterPetitionsRequest(petitions=[petition()] * rows)
                await stub.RegisterPetitions(request, metadata=told)

            for _ in range(letters // BATCH):
                await register(BATCH)
            await self.house.at_rest()
            _say("letters", f"{letters:,}")
            _say("a registration, before", _tails(await _asking(register, QUIET_SECONDS)))
            backing = asyncio.create_task(asyncio.to_thread(self._back_up))
            _say("a registration, meanwhile", _tails(await _asking(register, 0, backing)))
            _say("backed up", f"{await backing:.1f} s")
            copy = ("--copy", str(self.folder / "copy"))
            again = self.folder / "again.tar"
            took = self._timed(lambda: self._onedoor("backup", again, self.house.folder, *copy))
            _say("backed up and copied", f"{took:.1f} s")
            for _ in range(letters // BATCH // 10):
                await register(BATCH)

    def _back_up(self) -> float:
        return self._timed(
            lambda: self._onedoor("backup", self.folder / "b.tar", self.house.folder)
        )

    def _onedoor(self, verb: str, file: Path, data: Path, *more: str) -> None:
        words = ("--data", str(data), "--passphrase-file", str(self.words))
        _run(sys.executable, "-m", "launch", verb, str(file), *words, *more)

    def _dump(self) -> None:
        _run(
            postgres_program("pg_dump"),
            "--format=custom",
            "--compress=1",
            f"--file={self.folder / 'plain'}",
            f"--dbname={self.house.engines.admin}",
        )

    def _timed(self, what: Callable[[], None]) -> float:
        began = time.perf_counter()
        what()
        return time.perf_counter() - began


async def _asking(
    register: Register, seconds: float, until: "asyncio.Task[float] | None" = None
) -> Seen:
    """One letter after the other, as a desk does; for so long, or until something is done."""
    seen, began = Seen(seconds), time.perf_counter()
    while not until.done() if until else time.perf_counter() < began + seconds:
        start = time.perf_counter()
        await register(1)
        seen.answers.append(time.perf_counter() - start)
        await asyncio.sleep(PAUSE_SECONDS)
    return seen


def _tails(seen: Seen) -> str:
    return f"p50 {seen.within(50) * 1000:.0f} ms, p99 {seen.within(99) * 1000:.0f} ms"


def _run(*command: str) -> None:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def _say(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
