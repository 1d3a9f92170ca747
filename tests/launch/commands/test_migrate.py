"""`onedoor migrate`, beside the databases that other tests bring to the newest schema."""

import pytest

from launch.commands.migrate import migrate
from launch.errors import DatabaseNotNamed


def test_no_database_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name the client library would take what it finds on this machine."""
    monkeypatch.delenv("ONEDOOR_DATABASE_URL", raising=False)

    with pytest.raises(DatabaseNotNamed, match="ONEDOOR_DATABASE_URL"):
        migrate()
