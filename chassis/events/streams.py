"""Where an event goes follows from its message: nobody spells a subject by hand."""

from collections.abc import Mapping
from functools import cache
from uuid import UUID

from google.protobuf.message import Message
from nats.js import JetStreamContext
from nats.js.api import Header, StreamInfo
from nats.js.errors import NotFoundError

from chassis.kernel import snake

KEPT_SECONDS = 30 * 24 * 3600
"""The journal is the permanent truth; the stream is a cache of limited age."""
DUPLICATE_SECONDS = 10 * 60
AGAIN = "/"
"""Between an event's id and what makes it another message than the one that was purged."""


def subject(message: type[Message], jurisdiction: str = "*") -> str:
    """`onedoor.intake.events.v1.MatterAccepted` → `onedoor.intake.matter.accepted.v1.<code>`."""
    return f"{_kind(message.DESCRIPTOR.full_name)}.{jurisdiction}"


@cache
def _kind(message: str) -> str:
    organisation, service, _, version, name = message.split(".")
    noun, past = snake(name).split("_", 1)
    return f"{organisation}.{service}.{noun}.{past}.{version}"


def event_of(headers: Mapping[str, str]) -> UUID:
    """Which event a message bears, also one that had to go out again."""
    return UUID(headers[Header.MSG_ID].partition(AGAIN)[0])


def stream(service: str) -> str:
    return f"ONEDOOR_{service.upper()}"


def inbox(service: str) -> str:
    """Where a service is answered: in a place of its own, so that no other can listen there."""
    return f"_INBOX.{service}"


async def open_stream(bus: JetStreamContext, service: str) -> StreamInfo:
    """Make it if it is not there; each service may publish under its own name only."""
    try:
        return await bus.stream_info(stream(service))
    except NotFoundError:
        return await bus.add_stream(
            name=stream(service),
            subjects=[f"onedoor.{service}.>"],
            max_age=KEPT_SECONDS,
            duplicate_window=DUPLICATE_SECONDS,
        )
