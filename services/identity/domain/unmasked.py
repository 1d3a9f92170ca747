"""A masked value is for reading: whoever sends it back must not write it over the real one."""

from services.identity.domain.errors import MaskedValue

STARS = frozenset("*＊")
"""Every mask holds one, and no name or address does."""


def unmasked(part: str, text: str) -> str:
    if not STARS.isdisjoint(text):
        raise MaskedValue(part=part)
    return text
