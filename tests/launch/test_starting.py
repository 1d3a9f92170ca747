"""Engines open while what is to use them is being imported."""

import sys
from pathlib import Path

import pytest

from launch.errors import FolderInUse, RulebooksUnreadable
from launch.folder import opened
from launch.settings import Settings
from launch.starting import engines, require_rulebooks
from tests.builders import RULEBOOKS

SLOW = "slow_to_import"


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module that is still being imported when everything else is done."""
    (tmp_path / f"{SLOW}.py").write_text("import time\ntime.sleep(2)\nDONE = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, SLOW, raising=False)
    return tmp_path


@pytest.mark.engines
def test_whoever_has_the_engines_has_what_uses_them(slow: Path) -> None:
    with engines(Settings(data=slow / "data"), meanwhile=SLOW) as (house, settings):
        assert sys.modules[SLOW].DONE
        assert settings.engines == house.engines

    assert house.failure is None


def test_a_refusal_waits_for_nothing_to_be_left_half_imported(slow: Path) -> None:
    with opened(slow / "data"):  # noqa: SIM117 - the outer one is the other platform
        with pytest.raises(FolderInUse), engines(Settings(data=slow / "data"), meanwhile=SLOW):
            pass

    assert sys.modules[SLOW].DONE


def test_rulebooks_that_nobody_can_read_are_told(tmp_path: Path) -> None:
    require_rulebooks(RULEBOOKS)

    with pytest.raises(RulebooksUnreadable, match=r"base\.yaml"):
        require_rulebooks(tmp_path)
