"""What a person sees of an import: a bar on a terminal, a line now and then in a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from launch.importing.checkpoint import Tally

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from launch.importing.petitions import Reader

LINE_SECONDS = 5.0
WORDS = {
    "en": {
        "so_far": "{rows} rows: {registered} registered, {known} there already, {refused} refused",
        "away": "The platform does not answer. Trying again; nothing is lost, nothing comes twice.",
        "back": "It answers again.",
        "goes_on": "An earlier run ended at row {row}; going on behind it.",
        "report": "Refused rows, each with its reason: {file}",
        "stopped": "Stopped. The same command goes on where this one ended.",
        "dropped": "Column {column}: {count} values dropped on purpose: {reason}",
        "unmapped": "Column {column}: {count} values without an entry in the mapping, left out",
        "left_out": "Columns not brought over: {columns}",
        "historical": "With their own days. Nobody is notified.",
    },
    "zh": {
        "so_far": "{rows} 行:登记 {registered},已登记过 {known},拒绝 {refused}",
        "away": "平台没有应答,正在重试;已登记的不会丢失,也不会重复。",
        "back": "平台已恢复应答。",
        "goes_on": "上次运行到第 {row} 行,从其后继续。",
        "report": "被拒绝的行及原因:{file}",
        "stopped": "已停止。再次运行同一命令即可继续。",
        "dropped": "列 {column}:有意不导入 {count} 个值:{reason}",
        "unmapped": "列 {column}:{count} 个值在映射中没有对应代码,未导入",
        "left_out": "未导入的列:{columns}",
        "historical": "按原日期导入,不通知任何人。",
    },
}


@dataclass(slots=True)
class Showing:
    console: "Console"
    language: str
    _bar: "Progress | None" = None
    _task: "TaskID | None" = None
    _told_at: float = field(default=0.0)

    def say(self, word: str, **particulars: object) -> None:
        said = self.words[word].format(**particulars)
        self.console.print(said, highlight=False, markup=False, soft_wrap=True)

    @property
    def words(self) -> dict[str, str]:
        return WORDS["zh" if self.language.startswith("zh") else "en"]

    @contextmanager
    def of(self, file: Path) -> Iterator["Showing"]:
        """While the file is read. Without a terminal a line now and then must do."""
        if not self.console.is_terminal:
            self._told_at = time.monotonic()
            yield self
            return
        from rich.progress import (  # noqa: PLC0415 - only on a terminal
            BarColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True) as self._bar:
            self._task = self._bar.add_task("", total=file.stat().st_size)
            yield self
        self._bar = None

    def moved(self, position: int, tally: Tally) -> None:
        said = self._so_far(tally)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=position, description=said)
        elif time.monotonic() - self._told_at >= LINE_SECONDS and not self.console.is_terminal:
            self._told_at = time.monotonic()
            self.console.print(said, highlight=False)

    def away(self, is_away: bool) -> None:
        self.say("away" if is_away else "back")

    def ended(self, tally: Tally, reader: "Reader", report: Path) -> None:
        self.console.print(self._so_far(tally), highlight=False, soft_wrap=True)
        if reader.history:
            self.say("historical")
        mapping = reader.mapping
        for column, count in sorted(reader.dropped.items()):
            told = mapping.dropped[column]
            reason = told.zh if self.language.startswith("zh") else told.en
            self.say("dropped", column=column, count=count, reason=reason)
        for column, count in sorted(reader.unmapped_codes.items()):
            self.say("unmapped", column=column, count=count)
        if reader.left_out:
            self.say("left_out", columns=", ".join(sorted(reader.left_out)))
        if tally.refused:
            self.say("report", file=report)

    def _so_far(self, tally: Tally) -> str:
        return self.words["so_far"].format(
            rows=tally.rows,
            registered=tally.registered,
            known=tally.known,
            refused=tally.refused,
        )
