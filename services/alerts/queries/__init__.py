"""What the screens of alerts read."""

from services.alerts.queries.board import BoardCell, BoardQueries, DeadlineLine, DeliveryLine
from services.alerts.queries.digest import Digest, DigestQueries
from services.alerts.queries.rates import Period, RateQueries, Report

__all__ = [
    "BoardCell",
    "BoardQueries",
    "DeadlineLine",
    "DeliveryLine",
    "Digest",
    "DigestQueries",
    "Period",
    "RateQueries",
    "Report",
]
