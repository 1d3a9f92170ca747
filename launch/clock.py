"""The clock of the wall, which whoever assembles hands to all that asks for the time."""

from datetime import UTC, datetime
from functools import partial

CLOCK = partial(datetime.now, UTC)  # noqa: TID251 - wired here, an argument everywhere else
