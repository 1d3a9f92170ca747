# chassis/bad.py | ruff check . | ERA001
"""Bad."""

# total = price * amount
