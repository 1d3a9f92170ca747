# services/intake/usecases/bad.py | ruff check . | ids come from kernel.new_id
"""Bad."""

from uuid import uuid4

ID = uuid4()
