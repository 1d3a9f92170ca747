"""What a person sees while a county is filled, and what they may do with it afterwards."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from launch.demonstration.filling import bring_over, scenes
from launch.demonstration.staff import Staff
from launch.demonstration.ways import is_handled, press_an_organ
from law.calendar import day_of

if TYPE_CHECKING:
    from rich.console import Console

DONE = "demo.json"
"""That it was given to its end: a second run need not go through it again."""

NEXT = {
    "en": """
What to do next:
  the board of the whole county
    onedoor login petition-bureau.head{data}
    onedoor board{data}
  the guidance desk, with what waits to be sorted
    onedoor login petition-bureau.receiver{data}
    curl -H "Authorization: Bearer $(onedoor token{data})" "{intake}/v1/matters?status=registered"
  an organ's own desk: accept, answer, close
    onedoor login housing.handler{data}
    curl -H "Authorization: Bearer $(onedoor token{data})" "{intake}/v1/matters?status=in_progress"
  the five rates, each with numerator and denominator
    onedoor login petition-bureau.supervisor{data}
    curl -H "Authorization: Bearer $(onedoor token{data})" \\
      "{alerts}/v1/rates?since={since}&until={until}"
""",
    "zh": """
接下来可以:
  看全市预警看板
    onedoor login petition-bureau.head{data}
    onedoor board{data}
  到接访窗口,看待分办的事项
    onedoor login petition-bureau.receiver{data}
    curl -H "Authorization: Bearer $(onedoor token{data})" "{intake}/v1/matters?status=registered"
  到责任单位,受理、答复、办结
    onedoor login housing.handler{data}
    curl -H "Authorization: Bearer $(onedoor token{data})" "{intake}/v1/matters?status=in_progress"
  看五率,分子分母齐全
    onedoor login petition-bureau.supervisor{data}
    curl -H "Authorization: Bearer $(onedoor token{data})" \\
      "{alerts}/v1/rates?since={since}&until={until}"
""",
}
PETITIONER = {
    "en": """  as a petitioner, with no sign-in but a query code
    curl -H "Content-Type: application/json" -d '{{"code": "{code}"}}' "{intake}/v1/progress"
""",
    "zh": """  作为信访人,凭查询码查询进展
    curl -H "Content-Type: application/json" -d '{{"code": "{code}"}}' "{intake}/v1/progress"
""",
}
WORDS = {
    "en": {
        "past": "{count} matters of the last 90 days are brought over",
        "today": "{count} petitions of today went their ways, from the desk to the rating",
        "order": "an organ was pressed by a supervision order, and answered",
        "there": "The county was filled before; nothing came twice.",
        "away": "The platform does not answer. Trying again.",
        "back": "It answers again.",
        "works": "At work on {number} of {all} …",
    },
    "zh": {
        "past": "已导入近 90 天的 {count} 件历史事项",
        "today": "今天的 {count} 件信访已从登记办到评价的各个环节",
        "order": "已对一个逾期单位发出督办并收到答复",
        "there": "本地此前已经填充过演示数据,没有重复登记。",
        "away": "平台没有应答,正在重试。",
        "back": "平台已恢复应答。",
        "works": "正在办理第 {number} 件,共 {all} 件 …",
    },
}


@dataclass(slots=True)
class Showing:
    console: "Console"
    staff: Staff

    def fill(self, folder: Path) -> None:
        today = day_of(datetime.now(UTC))  # noqa: TID251 - the days of a demo lie around now
        new_past, done = bring_over(self.staff, today, self._away), folder / DONE
        self._done("past", new_past)
        code = ""
        if not new_past and done.exists():
            self.console.print(self._words["there"])
        else:
            code = self._play(today)
            self._done("order", press_an_organ(self.staff))
            done.write_text(today.isoformat())
        self._what_next(folder, code, today.isoformat())

    def _play(self, today: date) -> str:
        """The day at the desks. A run that was ended is gone through again: done is done."""
        day = list(scenes(self.staff, today))
        new_today, code = 0, ""
        with self.console.status("") as status:
            for number, (way, scene) in enumerate(day, 1):
                status.update(self._words["works"].format(number=number, all=len(day)))
                case = way(scene)
                new_today += case.is_new
                code = case.query_code if way is is_handled else code
        self._done("today", new_today)
        return code

    def _done(self, word: str, count: int) -> None:
        if count:
            self.console.print(f"[green]✓[/] {self._words[word].format(count=count)}")

    def _what_next(self, folder: Path, code: str, until: str) -> None:
        doors, language = self.staff.doors, self._language
        said = {
            "data": "" if folder == Path(".onedoor").absolute() else f" --data {folder}",
            "intake": doors.url("intake"),
            "alerts": doors.url("alerts"),
            "since": f"{until[:4]}-01-01",
            "until": until,
            "code": code,
        }
        told = NEXT[language] + (PETITIONER[language] if code else "")
        self.console.print(told.format(**said), markup=False, soft_wrap=True)

    def _away(self, is_away: bool) -> None:
        self.console.print(self._words["away" if is_away else "back"])

    @property
    def _language(self) -> str:
        return "zh" if self.staff.language.startswith("zh") else "en"

    @property
    def _words(self) -> dict[str, str]:
        return WORDS[self._language]
