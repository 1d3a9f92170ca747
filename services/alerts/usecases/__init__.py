"""Alerts' verbs."""

from services.alerts.usecases.acknowledge_delivery import acknowledge_delivery
from services.alerts.usecases.keep_deadlines import keep_deadlines
from services.alerts.usecases.pass_on_deliveries import pass_on_deliveries
from services.alerts.usecases.ports import Ports
from services.alerts.usecases.rebuild_projections import rebuild_projections
from services.alerts.usecases.recount_board import recount_board
from services.alerts.usecases.send_deliveries import send_deliveries
from services.alerts.usecases.turn_day import turn_day

__all__ = [
    "Ports",
    "acknowledge_delivery",
    "keep_deadlines",
    "pass_on_deliveries",
    "rebuild_projections",
    "recount_board",
    "send_deliveries",
    "turn_day",
]
