# tests/architecture/test_map.py | pytest tests/architecture/test_map.py | UserWarning: bad
"""Bad."""

import warnings


def test_that_warns() -> None:
    warnings.warn("bad")
