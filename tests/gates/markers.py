# tests/architecture/test_bad.py | pytest tests/architecture | 'slow' not found in `markers`
"""Bad."""

import pytest


@pytest.mark.slow
def test_with_an_unknown_marker() -> None:
    assert pytest
