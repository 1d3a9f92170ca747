"""Evaluation's verbs."""

from services.evaluation.usecases.answer_order import answer_order
from services.evaluation.usecases.close_order import close_order
from services.evaluation.usecases.dismiss_suggestion import dismiss_suggestion
from services.evaluation.usecases.issue_order import Demand, issue_order
from services.evaluation.usecases.ports import ConsumerPorts, MatterKnown, Ports
from services.evaluation.usecases.recompute_clocks import recompute_clocks
from services.evaluation.usecases.return_answer import return_answer
from services.evaluation.usecases.seal_matter import seal_matter
from services.evaluation.usecases.suggest_orders import suggest_orders

__all__ = [
    "ConsumerPorts",
    "Demand",
    "MatterKnown",
    "Ports",
    "answer_order",
    "close_order",
    "dismiss_suggestion",
    "issue_order",
    "recompute_clocks",
    "return_answer",
    "seal_matter",
    "suggest_orders",
]
