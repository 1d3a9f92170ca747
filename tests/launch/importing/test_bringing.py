"""Good rows all in, bad rows in the report, nothing twice, whatever happens in between."""

import csv
from pathlib import Path

import pytest

from launch.answers import PlatformRefused
from launch.importing.checkpoint import Tally
from launch.importing.errors import PastNotYours
from launch.importing.sending import MOST_ROWS
from onedoor.intake.v1.intake_service_pb2 import PetitionText, Refusal, RegisterOutcome
from tests.launch.importing.builders import Registry, a_file, bring_in

HEADER = "msg_id,user,title,time,detail,label\n"


def a_row(number: int, title: str = "路灯不亮") -> str:
    return f"{number},A{number},{title},2019/2/28 11:25:05,三天了,城建\n"


def reported(file: Path) -> list[dict[str, str]]:
    with file.with_suffix(".refused").open(encoding="utf-8-sig", newline="") as report:
        return list(csv.DictReader(report))


def test_good_rows_are_all_in_and_bad_ones_are_listed_with_code_and_reason(tmp_path: Path) -> None:
    broken = '3,A3,"王小明的路,2019/2/28,x,y\n'
    file = a_file(tmp_path, HEADER + a_row(1) + "2,A2,,,,\n" + broken + a_row(4) + "5,A5\n")
    registry = Registry()

    tally, _ = bring_in(file, registry)

    assert (tally.registered, tally.refused) == (2, 3)
    assert {key[1] for key in registry.kept} == {"1", "4"}
    report = reported(file)
    assert [(bad["row"], bad["code"]) for bad in report] == [
        ("3", "text_missing"),
        ("4", "row_unquotable"),
        ("6", "row_unfitting"),
    ]
    assert all(bad["reason"] for bad in report)


def test_the_report_repeats_nothing_of_a_row(tmp_path: Path) -> None:
    secret = "王小明"
    rows = f'1,A1,"{secret},2019,x,y\n2,{secret}\n3,{secret},,,,\n'
    file = a_file(tmp_path, HEADER + rows)

    bring_in(file, Registry())

    assert secret not in file.with_suffix(".refused").read_text("utf-8-sig")


def test_a_second_run_registers_nothing_and_says_so(tmp_path: Path) -> None:
    file = a_file(tmp_path, HEADER + "".join(a_row(n) for n in range(10)))
    registry = Registry()
    bring_in(file, registry)

    tally, _ = bring_in(file, registry)

    assert (tally.registered, tally.known) == (0, 10)
    assert len(registry.kept) == 10


class Killed(BaseException):
    """What a kill leaves behind: nothing runs after it."""


class KilledAfter(Registry):
    left = 2

    def __call__(self, batch: object) -> list[RegisterOutcome]:
        if self.left == 0:
            raise Killed
        self.left -= 1
        return super().__call__(batch)  # type: ignore[arg-type]


def test_after_a_kill_it_goes_on_where_it_was(tmp_path: Path) -> None:
    rows = [a_row(n) if n % 100 else f"{n},A\n" for n in range(5 * MOST_ROWS)]
    file = a_file(tmp_path, HEADER + "".join(rows))
    killed = KilledAfter()
    with pytest.raises(Killed):
        bring_in(file, killed)
    registry = Registry(kept=dict(killed.kept))

    tally, _ = bring_in(file, registry)

    assert len(registry.kept) == tally.registered == 99 * 5 * MOST_ROWS // 100
    assert tally.known == 0
    assert [int(bad["row"]) for bad in reported(file)] == [
        n + 2 for n in range(5 * MOST_ROWS) if n % 100 == 0
    ]
    assert list((tmp_path / "imports").iterdir()) == []


def test_without_its_checkpoint_it_begins_again_and_doubles_nothing(tmp_path: Path) -> None:
    file = a_file(tmp_path, HEADER + "".join(a_row(n) for n in range(3 * MOST_ROWS)))
    killed = KilledAfter()
    with pytest.raises(Killed):
        bring_in(file, killed)
    for kept in (tmp_path / "imports").iterdir():
        kept.write_text("{not json")
    registry = Registry(kept=dict(killed.kept))

    tally, _ = bring_in(file, registry)

    assert len(registry.kept) == 3 * MOST_ROWS
    assert (tally.registered, tally.known) == (MOST_ROWS, 2 * MOST_ROWS)


def test_who_may_not_register_is_told_once_and_not_for_every_row(tmp_path: Path) -> None:
    def forbidden(batch: list[PetitionText]) -> list[RegisterOutcome]:
        refusal = Refusal(code="forbidden", detail="The post lacks the permission.")
        return [RegisterOutcome(refusal=refusal) for _ in batch]

    file = a_file(tmp_path, HEADER + a_row(1) + a_row(2))

    with pytest.raises(PlatformRefused, match="lacks the permission"):
        bring_in(file, forbidden)  # type: ignore[arg-type]

    assert not file.with_suffix(".refused").exists()


def test_whoever_may_not_bring_a_past_over_is_told_who_may(tmp_path: Path) -> None:
    def forbidden(batch: list[PetitionText]) -> list[RegisterOutcome]:
        return [RegisterOutcome(refusal=Refusal(code="forbidden")) for _ in batch]

    with pytest.raises(PastNotYours, match="importer"):
        bring_in(
            a_file(tmp_path, HEADER + a_row(1)),
            forbidden,  # type: ignore[arg-type]
            history=True,
        )


def test_a_file_of_bad_rows_only_ends_too(tmp_path: Path) -> None:
    tally, _ = bring_in(a_file(tmp_path, HEADER + "x\ny\n"), Registry())

    assert tally == Tally(row=3, refused=2)
