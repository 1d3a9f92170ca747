"""What many runs found is put together as it was kept."""

from pathlib import Path

import pytest

from tests.faults.__main__ import _keep
from tests.faults.account import main
from tests.faults.campaign import Round


def test_the_rounds_of_several_runs_make_one_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = {
        "first": [
            Round(0, "a", "whole", "nats killed", recovered=1.0, settled=4.0),
            Round(1, "a", "split", "nats killed", recovered=9.0, settled=9.5),
        ],
        "second": [
            Round(0, "b", "whole", "postgres killed", fault_found="lost\nmuch"),
            Round(1, "b", "whole", "nats killed", recovered=2.0, settled=5.0),
        ],
    }
    for name, done in runs.items():
        _keep(tmp_path / name, done)

    main([str(tmp_path / f"{name}.csv") for name in runs])

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "4 rounds, 3 passed; 1 on split, 3 on whole"
    assert said[-5:] == [
        "|---|--:|--:|--:|--:|",
        "| postgres killed | 1 | 0 |  |  |",
        "| nats killed | 3 | 3 | 2.0, 9.0 | 5.0, 9.5 |",
        "",
        "- whole, postgres killed, SEED=b: lost",
    ]
