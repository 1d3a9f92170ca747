"""An installation is told by its environment where its engines are."""

import pytest

from launch.settings import Settings


def test_the_environment_names_existing_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_DATABASE_URL", "postgresql://db/onedoor")
    monkeypatch.setenv("ONEDOOR_DATABASE_PASSWORDS", '{"intake": "hush"}')
    monkeypatch.setenv("ONEDOOR_BUS_URL", "nats://bus:4222")

    settings = Settings()

    assert settings.engines().database("intake") == "postgresql://intake:hush@db/onedoor"
    assert "hush" not in repr(settings)
