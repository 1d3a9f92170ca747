"""Where PostgreSQL and NATS are, and as whom each service meets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

SERVICES = ("intake", "mediation", "evaluation", "alerts", "identity")
SUPERUSER = "onedoor"
OPERATOR = "operator"  # opens streams of any service, reads everything; for the command and tests
DATABASE = "onedoor"
ONCE: Mapping[str, Any] = {
    "connect_timeout": 5,
    "allow_reconnect": False,
    "max_reconnect_attempts": 1,
    "reconnect_time_wait": 0,
}
"""For `nats.connect` where a bus that is away is no reason to wait: it would try for two minutes,
by `allow_reconnect` a connection that was there is meant and not the first one."""


@dataclass(frozen=True, slots=True)
class Engines:
    """URLs of both engines. Without a password for a name, the URL itself must let it in."""

    database_url: str
    bus_url: str
    database_passwords: Mapping[str, str]
    bus_passwords: Mapping[str, str]

    def database(self, role: str) -> str:
        return _as(self.database_url, role, self.database_passwords)

    @property
    def admin(self) -> str:
        """For migrations only: may create roles and schemas."""
        return self.database_url

    def bus(self, user: str) -> str:
        return _as(self.bus_url, user, self.bus_passwords)

    def __repr__(self) -> str:
        return f"Engines({shown(self.database_url)}, {shown(self.bus_url)})"


def shown(url: str) -> str:
    """The URL without who and what lets them in: for people and logs."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))


def _as(url: str, user: str, passwords: Mapping[str, str]) -> str:
    if user not in passwords:
        return url
    parts = urlsplit(url)
    address = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(passwords[user], safe='')}@{address}"))
