"""An installation is told by its environment where its engines are."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from launch.engines import Engines
from launch.errors import SettingsUnreadable
from launch.settings import Settings, read, surroundings

ENGINES = Engines(
    "postgresql://onedoor:root@db/onedoor",
    "nats://bus:4222",
    {"intake": "hush", "alerts": "mine"},
    {"intake": "still", "alerts": "loud"},
)


def test_the_environment_names_existing_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_DATABASE_URL", "postgresql://db/onedoor")
    monkeypatch.setenv("ONEDOOR_DATABASE_PASSWORDS", '{"intake": "hush"}')
    monkeypatch.setenv("ONEDOOR_BUS_URL", "nats://bus:4222")

    settings = Settings()

    assert settings.engines.database("intake") == "postgresql://intake:hush@db/onedoor"
    assert "hush" not in repr(settings)


def test_the_process_of_one_service_reads_what_it_was_given_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = Settings(data=Path("/data"), peers={"intake": "a:1"}).on(
        ENGINES, {"intake": "own", "alerts": "theirs"}
    )
    environment = whole.of_one("intake", grpc_port=9091).environment()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    alone = Settings()

    assert alone.engines.database("intake") == "postgresql://intake:hush@db/onedoor"
    assert alone.engines.bus("intake") == "nats://intake:still@bus:4222"
    assert (alone.grpc_port, alone.peers, alone.data) == (9091, {"intake": "a:1"}, Path("/data"))
    assert alone.client_secrets == {"intake": SecretStr("own")}
    assert "theirs" not in str(environment)
    assert "mine" not in str(environment)
    assert "root" not in str(environment)


def test_what_is_chosen_for_all_services_is_not_handed_on_with_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ONEDOOR_DATABASE_PASSWORDS", '{"intake": "hush"}')
    monkeypatch.setenv("onedoor_bus_passwords", '{"intake": "still"}')
    monkeypatch.setenv("ONEDOOR_TRACE_RATIO", "0.5")

    passed = surroundings()

    assert passed["ONEDOOR_TRACE_RATIO"] == "0.5"
    assert passed["PATH"]
    assert not {"hush", "still"} & set(str(passed).split('"'))


def test_a_channel_reaches_the_process_that_notifies_and_no_other() -> None:
    channel = "mailtos://user:secret@mail.example.cn?to={target}"
    settings = Settings(notify={"email": SecretStr(channel)})

    told = settings.of_one("alerts").environment()["ONEDOOR_NOTIFY"]

    assert json.loads(told) == {"email": channel}
    assert "ONEDOOR_NOTIFY" not in settings.of_one("intake").environment()
    assert channel not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ONEDOOR_HTTP_PORT", "hunter2"),
        ("ONEDOOR_GRPC_PORT", "70000"),
        ("ONEDOOR_NOTIFY", "hunter2"),
        ("ONEDOOR_NOTIFY", '{"hunter2": "json://localhost"}'),
    ],
)
def test_a_value_that_cannot_be_used_is_told_by_its_name_alone(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsUnreadable) as told:
        read()

    sentence = told.value.say("en")
    assert f"{name}: " in sentence
    assert value not in sentence
    assert "hunter2" not in sentence
    assert "\n" not in sentence


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_HTTP_PORT", "8081")

    assert read(grpc_port=9091, data=None).http_port == 8081
    assert read(http_port=8082).http_port == 8082
