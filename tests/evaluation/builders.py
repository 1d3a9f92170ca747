"""Orders, suggestions and the people who press and answer, that evaluation's tests talk about."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.kernel import Principal
from law.rulebook import Rulebook
from services.evaluation.domain import permissions
from services.evaluation.domain.order import Addressee, Cause, Number, SupervisionOrder
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.domain.triggers import OTHER, Occasion, overdue
from services.evaluation.usecases import MatterKnown
from tests.builders import NOON, RULES, a_principal, an_id

SUPERVISING = frozenset(
    {permissions.ISSUE_ORDERS, permissions.DECIDE_ORDERS, permissions.REPLAY_JOURNAL}
)
ANSWERING = frozenset({permissions.ANSWER_ORDERS})


def a_supervisor(jurisdiction: str = "420881") -> Principal:
    return a_principal("petition-bureau", jurisdiction, SUPERVISING)


def a_handler(jurisdiction: str = "420881", organ: str = "housing") -> Principal:
    return a_principal(organ, jurisdiction, ANSWERING)


SUPERVISOR = a_supervisor()
HOUSING = a_handler()
ROLLING = replace(RULES, roll_over=replace(RULES.roll_over, value=True))
"""Where a last day that is a holiday is followed by a working one: orders depend on a calendar."""


def a_matter(matter: UUID | None = None, version: int = 1) -> MatterKnown:
    organs = frozenset({"petition-bureau", "housing"})
    return MatterKnown(matter or an_id(), version, organs)


def a_late_term(organ: str = "housing") -> Occasion:
    (occasion,) = overdue(organ, "handling", 4, "2026-09-15")
    return occasion


def a_suggestion(
    jurisdiction: str = "420881", matter: UUID | None = None, now: datetime = NOON
) -> Suggestion:
    return Suggestion.of(
        a_late_term(),
        matter or an_id(),
        jurisdiction=jurisdiction,
        by=a_supervisor(jurisdiction),
        now=now,
    )


def an_order(
    jurisdiction: str = "420881",
    *,
    matter: UUID | None = None,
    number: int = 1,
    ground: str = "群众多次反映仍未办理",
    rules: Rulebook = RULES,
    now: datetime = NOON,
) -> SupervisionOrder:
    to = Addressee(matter or an_id(), "housing", frozenset({"housing", "petition-bureau"}))
    return SupervisionOrder.issue(
        an_id(),
        Number(2026, number),
        to,
        Cause(OTHER, ground),
        "letter",
        rules=rules,
        by=a_supervisor(jurisdiction),
        now=now,
    )


def an_answered_order(jurisdiction: str = "420881", now: datetime = NOON) -> SupervisionOrder:
    order = an_order(jurisdiction, now=now)
    order.answer("已经派员核查", "电梯已修复", by=a_handler(jurisdiction), now=now)
    return order
