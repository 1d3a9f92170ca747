"""What got slower from one run to another, beyond what runs differ by themselves."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import median
from typing import Any

LEAST = 1.1
"""Less than this is noise on any shared machine, however well the rounds agree."""


@dataclass(frozen=True, slots=True)
class Change:
    """`times` as slow as before; under 1 it became quicker."""

    name: str
    before: float
    after: float
    times: float
    beyond_noise: bool

    @property
    def is_slower(self) -> bool:
        return self.beyond_noise and self.times > 1

    def __str__(self) -> str:
        verdict = "as before"
        if self.beyond_noise:
            verdict = "SLOWER" if self.is_slower else "quicker"
        return f"{verdict:9}  x{self.times:.2f}  {self.before:.4g} -> {self.after:.4g}  {self.name}"


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """By shares of the limit where there is one: a busy machine slows both alike.

    Times that were seen beside a figure too: it may be as before while they are not.
    """
    before = {measure["name"]: measure for measure in old["measures"]}
    for measure in new["measures"]:
        if measure["name"] in before:
            earlier = before[measure["name"]]
            yield _change(earlier, measure)
            for name in measure["beside"].keys() & earlier["beside"].keys():
                if name.endswith("_ms"):
                    yield _change(_beside(earlier, name), _beside(measure, name))


def only_once(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What one of the runs did not measure, or not among as many."""
    names = [{measure["name"] for measure in run["measures"]} for run in (old, new)]
    return sorted(names[0] ^ names[1])


def _change(old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
    """Beyond noise: the best round of the worse run is worse than the worst of the better one."""
    was, is_now = _figures(old), _figures(new)
    before, after = median(was), median(is_now)
    times = _times(before, after) if new["most"] else _times(after, before)
    apart = max(was) < min(is_now) or max(is_now) < min(was)
    beyond = apart and not 1 / LEAST < times < LEAST
    return Change(new["name"], before, after, times, beyond)


def _beside(measure: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A time seen in the same rounds, as a measure by itself."""
    told = f"{measure['name']}: {name.replace('_', ' ')}"
    return {"name": told, "seen": measure["beside"][name], "limit_seen": [], "most": True}


def _times(few: float, many: float) -> float:
    """Errors may be none before, and after."""
    if many == few:
        return 1.0
    return many / few if few else inf


def _figures(measure: Mapping[str, Any]) -> list[float]:
    seen: list[float] = measure["seen"]
    limits: list[float] = measure["limit_seen"]
    return [one / limit for one, limit in zip(seen, limits, strict=True)] if limits else seen


def read(file: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(file.read_text())
    return told
