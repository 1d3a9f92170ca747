# services/intake/usecases/bad.py | ruff check . | BLE001
"""Bad."""


async def bad() -> None:
    try:
        int("x")
    except Exception:
        return
