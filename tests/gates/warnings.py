# tests/architecture/test_bad.py | pytest tests/architecture | UserWarning: bad
"""Bad."""

import warnings


def test_that_warns() -> None:
    warnings.warn("bad")
