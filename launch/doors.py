"""Where the services listen: `onedoor up` leaves it in the data folder for the other commands."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from launch.settings import Settings

FILE = "doors.json"
BUILT_IN = "/api/identity"
"""Where the issuer of our own is found, whatever address people know this place by."""

SERVER, GRPC = "ONEDOOR_SERVER", "ONEDOOR_GRPC"


@dataclass(frozen=True, slots=True)
class Doors:
    """`http` and `grpc` by service; a name that is missing is behind the first door."""

    http: Mapping[str, str]
    grpc: Mapping[str, str]
    issuer: str

    @classmethod
    def at(cls, server: str, grpc: str = "", issuer: str = "") -> "Doors":
        """One address for all services, as on one machine or behind an ingress."""
        server = server.rstrip("/")
        calls = grpc or f"{urlsplit(server).hostname}:9090"
        return cls({"": server}, {"": calls}, issuer or f"{server}{BUILT_IN}")

    def url(self, service: str) -> str:
        return f"{self.http.get(service, self.http.get('', ''))}/api/{service}"

    def calls(self, service: str) -> str:
        return self.grpc.get(service, self.grpc.get("", ""))

    @property
    def ports(self) -> frozenset[int | None]:
        addresses = (*self.http.values(), *(f"//{address}" for address in self.grpc.values()))
        return frozenset(urlsplit(address).port for address in addresses)


def issuer_of(settings: "Settings") -> str:
    """Who signs people in: the one named, or the one built into identity."""
    return settings.issuer or f"http://{settings.host}:{settings.http_port}{BUILT_IN}"


def keep_doors(services: Mapping[str, "Settings"], issuer: str) -> None:
    """Written when everything is open. It says where, and nothing that lets anybody in."""
    first = next(iter(services.values()))
    told = {
        "http": {name: f"http://{s.host}:{s.http_port}" for name, s in services.items()},
        "grpc": {name: f"{s.host}:{s.grpc_port}" for name, s in services.items()},
        "issuer": issuer,
    }
    file = first.data / FILE
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(told, indent=1))
    fresh.replace(file)


def find_doors(data: Path, server: str = "", issuer: str = "") -> Doors:
    """What was chosen, else what the platform of this data folder left, else what is usual."""
    server = server or os.environ.get(SERVER, "")
    grpc = os.environ.get(GRPC, "")
    issuer = issuer or os.environ.get("ONEDOOR_ISSUER", "")
    if server:
        return Doors.at(server, grpc, issuer)
    if kept := kept_doors(data):
        return replace(kept, issuer=issuer or kept.issuer)
    return Doors.at("http://127.0.0.1:8080", grpc, issuer)


def kept_doors(data: Path) -> Doors | None:
    """What the platform of this folder left when it was last open."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads((data / FILE).read_text())
        return Doors(told["http"], told["grpc"], told["issuer"])
    return None
