"""What an installation may choose: from the environment, prefix ONEDOOR_."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from chassis.kernel import Phrase
from launch.engines import Engines
from launch.errors import SettingsUnreadable

PREFIX = "ONEDOOR_"
QUOTED = re.compile(r'"(\w+)"')
Place = Annotated[Path, AfterValidator(Path.absolute)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """Without the URLs of engines, `onedoor up` brings its own and keeps them in `data`.

    The passwords belong to login roles and bus users named as the services. A user without one is
    let in as the URL says.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, validate_default=True)

    data: Place = Path(".onedoor")
    host: str = "127.0.0.1"
    http_port: Port = 8080
    grpc_port: Port = 9090
    rulebooks: Place = Path(__file__).parent.parent / "rulebooks"
    database_url: SecretStr = SecretStr("")
    database_passwords: dict[str, SecretStr] = Field(default_factory=dict)
    bus_url: SecretStr = SecretStr("")
    bus_passwords: dict[str, SecretStr] = Field(default_factory=dict)
    peers: dict[str, str] = Field(default_factory=dict)
    """Service → host:port of its gRPC door, where it is not in this process."""
    issuer: str = ""
    """Who signs people in, such as a realm of Keycloak; if nothing is said, identity does."""
    issuer_audience: str = "onedoor"
    issuer_person_claim: str = "sub"
    issuer_jurisdiction_claim: str = "jurisdiction"
    issuer_jwks: str = ""
    """Where its keys are, if not where it says: services may not reach it as browsers do."""
    issuer_token_endpoint: str = ""
    """Where services get their own tokens, for the same reason."""
    demo_people: bool = False
    """Whether fictional staff sits at every desk of a new place."""
    attachments: str = ""
    """Where files are kept, as `s3://bucket?endpoint=…`; a folder in `data` if nothing is said."""
    wal_archive: Place | None = None
    """Where the embedded PostgreSQL lays what it writes, so that any moment can be gone back to."""
    notify: dict[Literal["email", "sms", "webhook"], SecretStr] = Field(default_factory=dict)
    """Kind of address → the Apprise URL that reaches it, with `{target}` where it goes."""
    client_secrets: dict[str, SecretStr] = Field(default_factory=dict)
    """Service → the secret with which it signs in to the others."""

    @property
    def engines(self) -> Engines:
        return Engines(
            self.database_url.get_secret_value(),
            self.bus_url.get_secret_value(),
            _clear(self.database_passwords),
            _clear(self.bus_passwords),
        )

    def on(self, engines: Engines, client_secrets: Mapping[str, str]) -> Self:
        """The same choices, on engines that run now."""
        return self.model_copy(
            update={
                "database_url": SecretStr(engines.database_url),
                "database_passwords": _hidden(engines.database_passwords),
                "bus_url": SecretStr(engines.bus_url),
                "bus_passwords": _hidden(engines.bus_passwords),
                "client_secrets": _hidden(client_secrets),
            }
        )

    def of_one(self, service: str, **others: object) -> Self:
        """What the process of one service may know: no password or secret of another."""
        mine = {name: word for name, word in self.client_secrets.items() if name == service}
        alone = {
            "database_url": SecretStr(self.engines.database(service)),
            "database_passwords": {},
            "bus_url": SecretStr(self.engines.bus(service)),
            "bus_passwords": {},
            "client_secrets": mine,
            "notify": self.notify if service == "alerts" else {},
        }
        return self.model_copy(update=alone | others)

    def environment(self) -> dict[str, str]:
        """These settings as another process reads them."""
        return {f"{PREFIX}{name.upper()}": _word(value) for name, value in self if value}


def surroundings() -> dict[str, str]:
    """The environment without what is chosen there, such as the passwords of all services."""
    chosen = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name.upper() not in chosen}


def read(**options: object) -> Settings:
    """What is wrong is told by the name of its variable, never by its value: that may be secret."""
    try:
        return Settings.model_validate(
            Settings().model_dump() | {name: value for name, value in options.items() if value}
        )
    except ValidationError as fault:
        found = fault.errors(include_input=False, include_url=False, include_context=False)
        reasons = (f"{PREFIX}{str(one['loc'][0]).upper()}: {one['msg']}" for one in found)
        raise SettingsUnreadable(reason="; ".join(reasons)) from fault
    except SettingsError as fault:
        named = QUOTED.search(str(fault))
        name = PREFIX + (named[1].upper() if named else "…")
        raise SettingsUnreadable(
            reason=Phrase(f"{name}: JSON is expected", f"{name}:应为 JSON")
        ) from fault


def _clear(passwords: Mapping[Any, SecretStr]) -> dict[str, str]:
    return {name: word.get_secret_value() for name, word in passwords.items()}


def _hidden(passwords: Mapping[str, str]) -> dict[str, SecretStr]:
    return {name: SecretStr(word) for name, word in passwords.items()}


def _word(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Mapping):
        return json.dumps({name: _word(inner) for name, inner in value.items()})
    return str(value)
