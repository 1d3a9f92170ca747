"""Where the platform is: what was chosen, what it left in its folder, what is usual."""

from pathlib import Path

import pytest

from launch.doors import Doors, find_doors, keep_doors
from launch.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SERVER", "GRPC", "ISSUER"):
        monkeypatch.delenv(f"ONEDOOR_{name}", raising=False)


def test_without_a_word_it_is_where_it_usually_is(tmp_path: Path) -> None:
    doors = find_doors(tmp_path)

    assert doors.url("intake") == "http://127.0.0.1:8080/api/intake"
    assert doors.calls("intake") == "127.0.0.1:9090"
    assert doors.issuer == "http://127.0.0.1:8080/api/identity"


def test_a_platform_in_five_processes_is_found_by_what_it_left(tmp_path: Path) -> None:
    one = Settings(data=tmp_path)
    services = {
        name: one.model_copy(update={"http_port": 8100 + n, "grpc_port": 9100 + n})
        for n, name in enumerate(("intake", "identity"))
    }

    keep_doors(services, "http://sso.test")

    doors = find_doors(tmp_path)
    assert doors.url("identity") == "http://127.0.0.1:8101/api/identity"
    assert doors.calls("intake") == "127.0.0.1:9100"
    assert doors.issuer == "http://sso.test"


def test_what_is_chosen_wins(tmp_path: Path) -> None:
    keep_doors({"intake": Settings(data=tmp_path)}, "http://sso.test")

    chosen = find_doors(tmp_path, "http://county.test:81/")

    assert chosen == Doors.at("http://county.test:81")
    assert chosen.calls("intake") == "county.test:9090"


def test_a_torn_file_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "doors.json").write_text("{")

    assert find_doors(tmp_path).url("intake").startswith("http://127.0.0.1:8080")
