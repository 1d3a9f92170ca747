# launch/bad.py | pytest tests/architecture/test_supply.py | ['launch/bad.py'] == []
"""Bad."""
# ruff: noqa: S602
import subprocess

subprocess.run("ls", shell=True, check=True)
