"""A file is brought in whole and once, though the command is killed, and then the platform."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.house import ROOT, House, eventually
from tests.journeys.steps import receiver

pytestmark = pytest.mark.engines

ROWS = 4000
BAD = range(50, ROWS, 200)
COLUMNS = ("msg_id", "user", "title", "time", "detail", "label")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Good rows, and now and then one that no platform can take."""
    path = tmp_path / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for n in range(ROWS):
            title = "" if n in BAD else f"第{n}号楼路灯不亮"
            detail = "" if n in BAD else "三天了,没有人修。"
            writer.writerow((n, f"A{n}", title, "2019/2/28 11:25:05", detail, "城建"))
    return path


def importing(house: House, file: Path, source: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "launch", "import", str(file), "--source", source],
        cwd=ROOT,
        env=house._environment() | {"ONEDOOR_DATA": str(house.data)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> str:
    told, _ = process.communicate(timeout=180)
    return told


def checkpoint(house: House) -> Path | None:
    found = list((house.data / "imports").glob("*.json"))
    return found[0] if found else None


def test_killed_and_started_again_it_brings_in_every_row_once(house: House, file: Path) -> None:
    house.run("login", "petition-bureau.registrar")
    first = importing(house, file, "killed")
    eventually(lambda: checkpoint(house), until=bool)
    first.kill()
    said(first)

    second = said(importing(house, file, "killed"))
    third = importing(house, file, "killed")
    told = said(third)

    assert "goes on" in second or "going on" in second
    assert f"0 registered, {ROWS - len(BAD)} there already, {len(BAD)} refused" in told
    assert third.returncode == 1
    report = house.data / "imports" / "messages.csv.refused.csv"
    with report.open(encoding="utf-8-sig", newline="") as rows:
        refused = list(csv.DictReader(rows))
    assert [int(row["row"]) for row in refused] == [n + 2 for n in BAD]
    assert {row["code"] for row in refused} == {"text_missing"}


def test_it_waits_for_a_platform_that_was_killed(house: House, file: Path) -> None:
    house.run("login", "petition-bureau.registrar")
    process = importing(house, file, "away")
    eventually(lambda: checkpoint(house), until=bool)
    process.send_signal(signal.SIGSTOP)
    house.kill()
    os.kill(process.pid, signal.SIGCONT)
    time.sleep(2)
    house.open()

    told = said(process)

    assert "does not answer" in told
    assert f"{ROWS} rows" in told
    assert process.returncode == 1
    again = said(importing(house, file, "away"))
    assert f"0 registered, {ROWS - len(BAD)} there already" in again


def test_a_visitor_to_the_desk_finds_what_was_imported(house: House, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("title,label\n县城东路物业不修电梯,城建\n", encoding="gb18030")
    house.run("login", "petition-bureau.registrar")

    house.run("import", str(path))

    desk = receiver(house)
    newest = desk.get("intake", "/v1/matters", page_size=1)["matters"][0]
    assert newest["title"] == "县城东路物业不修电梯"
    suggested = desk.get("intake", f"/v1/matters/{newest['id']}/organ-suggestions")
    assert suggested["clear"] == "housing"


def test_a_masked_name_is_brought_in_by_no_file(house: House, tmp_path: Path) -> None:
    """As other systems export it: the row is refused and told, those beside it are in."""
    path = tmp_path / "masked.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for n, name in enumerate(("张三", "张*", "李四", "李＊四")):
            writer.writerow((n, name, "路灯不亮", "2019/2/28 11:25:05", "三天了", "城建"))
    house.run("login", "petition-bureau.registrar")

    told = said(importing(house, path, "masked"))

    assert "2 registered, 0 there already, 2 refused" in told
    report = house.data / "imports" / "masked.csv.refused.csv"
    with report.open(encoding="utf-8-sig", newline="") as rows:
        refused = [(row["row"], row["code"]) for row in csv.DictReader(rows)]
    assert refused == [("3", "masked_value"), ("5", "masked_value")]
