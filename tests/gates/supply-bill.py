# tools/supply/sbom.py | pytest tests/tools/supply/test_sbom.py | test_it_names_what_is_shipped_and_what_lies_inside - AssertionError
"""A bill that forgets what lies inside wheels."""

from tools.supply.shipped import shipped


def bill():
    names = [package.name for package in shipped()]
    return {"components": [{"name": name} for name in names]}
