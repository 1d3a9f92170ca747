"""The board counted anew: increments that went wrong, by whatever hand, are found and mended."""

from services.alerts.usecases.ports import Ports


async def recount_board(ports: Ports, jurisdiction: str) -> int:
    """How many cells said otherwise; none, as long as nobody but alerts writes to its tables."""
    async with ports.transaction(jurisdiction) as work:
        return await work.board.recount()
