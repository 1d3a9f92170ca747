# launch/bad.py | pytest tests/architecture/test_supply.py | launch/bad.py:5
"""Bad."""

import os

os.system("ls")  # noqa: S605, S607
