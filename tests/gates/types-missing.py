# chassis/bad.py | mypy | Function is missing a type annotation
"""Bad."""


def days(n):
    return n
