"""Five neighbours: doors side by side, and each with no secret but its own."""

from pathlib import Path

from launch.apart import apart
from launch.engines import SERVICES, Engines
from launch.settings import Settings

ENGINES = Engines(
    "postgresql://onedoor:root@db/onedoor",
    "nats://bus:4222",
    {name: f"hush-{name}" for name in SERVICES},
    {name: f"still-{name}" for name in SERVICES},
)
SECRETS = {name: f"loud-{name}" for name in SERVICES}


def test_each_knows_where_the_others_are_and_who_signs_in() -> None:
    each = apart(Settings(http_port=8000, grpc_port=9000))

    assert [one.http_port for one in each.values()] == [8000, 8001, 8002, 8003, 8004]
    assert {one.issuer for one in each.values()} == {
        f"http://127.0.0.1:{each['identity'].http_port}/api/identity"
    }
    for one in each.values():
        assert one.peers == {name: f"127.0.0.1:{other.grpc_port}" for name, other in each.items()}


def test_each_is_told_no_secret_but_its_own() -> None:
    each = apart(Settings(data=Path("/data")).on(ENGINES, SECRETS))

    for name, one in each.items():
        told = str(one.environment())
        assert all(f"{word}-{name}" in told for word in ("hush", "still", "loud"))
        for other in set(SERVICES) - {name}:
            assert f"-{other}" not in told
        assert "root" not in told
