"""Each service meets the engines under its own name."""

from launch.engines import Engines, shown

ENGINES = Engines(
    "postgresql://onedoor:root@db:5432/onedoor?sslmode=require",
    "nats://bus:4222",
    {"intake": "a/b"},
    {"intake": "c"},
)


def test_a_service_gets_its_own_name_and_password() -> None:
    assert ENGINES.database("intake") == "postgresql://intake:a%2Fb@db:5432/onedoor?sslmode=require"
    assert ENGINES.bus("intake") == "nats://intake:c@bus:4222"


def test_without_a_password_the_url_must_let_it_in() -> None:
    assert ENGINES.bus("alerts") == "nats://bus:4222"


def test_what_is_shown_lets_nobody_in() -> None:
    assert shown(ENGINES.admin) == "postgresql://db:5432/onedoor"
    assert "root" not in repr(ENGINES)
