"""What an installation may choose: from the environment, prefix ONEDOOR_."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from launch.engines import Engines


class Settings(BaseSettings):
    """Without the URLs of engines, `onedoor up` brings its own and keeps them in `data`.

    The passwords belong to login roles and bus users named as the services. A user without one is
    let in as the URL says.
    """

    model_config = SettingsConfigDict(env_prefix="ONEDOOR_", frozen=True)

    data: Path = Path(".onedoor")
    host: str = "127.0.0.1"
    http_port: int = 8080
    grpc_port: int = 9090
    rulebooks: Path = Path(__file__).parent.parent / "rulebooks"
    database_url: SecretStr = SecretStr("")
    database_passwords: dict[str, SecretStr] = Field(default_factory=dict)
    bus_url: SecretStr = SecretStr("")
    bus_passwords: dict[str, SecretStr] = Field(default_factory=dict)

    def engines(self) -> Engines:
        """The existing engines that these settings name."""
        return Engines(
            self.database_url.get_secret_value(),
            self.bus_url.get_secret_value(),
            {name: word.get_secret_value() for name, word in self.database_passwords.items()},
            {name: word.get_secret_value() for name, word in self.bus_passwords.items()},
        )
