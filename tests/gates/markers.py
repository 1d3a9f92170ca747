# tests/architecture/test_map.py | pytest tests/architecture/test_map.py | 'slow' not found in `markers`
"""Bad."""

import pytest


@pytest.mark.slow
def test_with_an_unknown_marker() -> None:
    assert pytest
