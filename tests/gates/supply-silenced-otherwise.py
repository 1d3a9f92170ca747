# launch/bad.py | pytest tests/architecture/test_supply.py | launch/bad.py:5: S602
"""Bad."""

import subprocess

subprocess.run("ls", shell=True, check=False)  #NOQA:S602
