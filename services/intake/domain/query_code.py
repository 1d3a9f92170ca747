"""The petitioner's key to the progress of a matter: shown once, kept as a hash."""

import re
from base64 import b32encode
from hashlib import sha256

BYTES = 10
GROUP = 4
LOOK_ALIKE = str.maketrans("018", "OIB")
"""Base32 has none of these digits: whoever copies them from paper meant the letter."""


def spelled(random: bytes) -> str:
    """Sixteen letters and digits in groups of four, 80 random bits."""
    if len(random) < BYTES:
        raise ValueError(f"a query code needs {BYTES} random bytes")
    letters = b32encode(random[:BYTES]).decode()
    return "-".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


def letters_of(code: str) -> str:
    """The one spelling of a code, however it was copied."""
    return re.sub(r"[\s-]", "", code).upper().translate(LOOK_ALIKE)


def hashed(jurisdiction: str, code: str) -> str:
    return sha256(f"{jurisdiction}:{letters_of(code)}".encode()).hexdigest()
