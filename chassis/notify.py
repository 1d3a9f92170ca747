"""Telling named persons something, over the channels that the operators have set up.

Only a channel's own yes counts as sent: a log line reaches nobody. What is sent leaves the house,
so the caller puts nothing personal of any petitioner into title or body: a matter's number and
what is due are enough.
"""

import asyncio
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Literal
from urllib.parse import quote

PLACEHOLDER = "{target}"
USUAL_SECONDS = 15.0

Kind = Literal["email", "sms", "webhook"]
Reason = Literal["no_channel", "bad_address", "bad_channel", "refused", "timeout"]

# One address each: a comma or a slash would make a gateway read a second one.
ADDRESSES: Mapping[Kind, re.Pattern[str]] = {
    "email": re.compile(r"[^\s@,;<>/?#]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"),
    "sms": re.compile(r"\+?\d{5,15}"),
    "webhook": re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*"),
}

SOMEBODY: Mapping[Kind, str] = {
    "email": "somebody@example.cn",
    "sms": "13800000000",
    "webhook": "somebody",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached. A webhook's target is a name that its channel's URL takes in."""

    kind: Kind
    target: str

    def __repr__(self) -> str:
        return f"Address({self.kind}, •••)"


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel took it."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It was not taken, or after a timeout nobody knows: sending again may repeat it."""

    reason: Reason


class Notifier:
    """`channels` holds one Apprise URL for each kind, with `{target}` where the address goes.

    For example `mailtos://user:password@mail.example.cn?from=board@example.cn&to={target}`.
    """

    def __init__(self, channels: Mapping[Kind, str], seconds: float = USUAL_SECONDS) -> None:
        self._channels = dict(channels)
        self._seconds = seconds

    def __repr__(self) -> str:
        return f"Notifier({', '.join(sorted(self._channels))})"

    def unusable(self) -> list[Kind]:
        """The kinds whose URL no plug-in can read: nobody would ever be told by them."""
        return [
            kind
            for kind, template in self._channels.items()
            if _channel(template.replace(PLACEHOLDER, SOMEBODY[kind])) is None
        ]

    async def send(self, address: Address, title: str, body: str) -> Sent | Failed:
        template = self._channels.get(address.kind)
        if not template:
            return Failed("no_channel")
        if not ADDRESSES[address.kind].fullmatch(address.target):
            return Failed("bad_address")
        url = template.replace(PLACEHOLDER, quote(address.target, safe=""))
        # Its two hundred plug-ins take most of a second to load, and only here.
        channel = await asyncio.to_thread(_channel, url)
        if channel is None:
            return Failed("bad_channel")
        try:
            async with asyncio.timeout(self._seconds):
                taken = await channel.async_notify(
                    title=" ".join(title.split()), body=body, body_format="text"
                )
        except TimeoutError:
            return Failed("timeout")
        return Sent() if taken else Failed("refused")


def _channel(url: str) -> Any:
    """None where the URL is none that Apprise can read. It may keep nothing on the disk."""
    apprise = _apprise()
    memory = apprise.PersistentStoreMode.MEMORY
    channel = apprise.Apprise(asset=apprise.AppriseAsset(storage_mode=memory))
    return channel if channel.add(url) else None


@cache
def _apprise() -> ModuleType:
    with warnings.catch_warnings():
        # One plug-in imports what Python 3.13 drops, and does without it there.
        warnings.simplefilter("ignore", DeprecationWarning)
        apprise = import_module("apprise")
        apprise.Apprise.instantiate("json://localhost")
    return apprise
