"""Deadlines and matters that tests of alerts talk about."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from chassis.kernel import Principal
from law.alerting import Alerting, DaysLeft, Hours, ShareUsed, Watched
from onedoor.intake.events.v1 import matter_events_pb2 as pb
from services.alerts.domain.deadline import Deadline, Kind
from services.alerts.domain.matter import Matter
from services.alerts.domain.permissions import ACKNOWLEDGE_ALERTS
from tests.builders import a_principal

WATCHED = ("disposal", "notice", "own_notice", "handling", "objection_decision")
ALERTING = Alerting(
    use="days",
    days=DaysLeft(red=3, yellow=10, source="T27"),
    percent=ShareUsed(red=85, yellow=75, source="a share of the term"),
    acknowledge=Hours(value=24, source="ours"),
    watched=Watched(terms=WATCHED, source="ours"),
)
BY_SHARE = Alerting(
    use="percent",
    days=ALERTING.days,
    percent=ALERTING.percent,
    acknowledge=ALERTING.acknowledge,
    watched=ALERTING.watched,
)
SUBJECT = UUID(int=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def a_deadline(**changed: Any) -> Deadline:
    facts: dict[str, Any] = {
        "kind": Kind.MATTER,
        "subject": SUBJECT,
        "number": 1,
        "version": 1,
        "term": "handling",
        "owner": "housing",
        "started": day("2026-09-01"),
        "due": day("2026-10-31"),
    }
    return Deadline(**facts | changed)


def a_matter(**changed: Any) -> Matter:
    facts: dict[str, Any] = {
        "id": SUBJECT,
        "version": 1,
        "status": "in_progress",
        "desk": "petition-bureau",
        "lead": "housing",
        "channel": "letter",
        "content": "城乡建设/物业管理/其他",
        "received": day("2026-09-01"),
        "registered": day("2026-09-01"),
        "items": 1,
        "evaluable": True,
    }
    return Matter(**facts | changed)


def a_post(code: str, here: str, *permissions: str) -> Principal:
    """Whoever holds this post, who may answer alerts."""
    may = frozenset({ACKNOWLEDGE_ALERTS, *permissions})
    return replace(a_principal(code.partition("/")[0], here, may), post=code)


def a_clock(number: int = 1, **changed: Any) -> pb.Clock:
    facts: dict[str, Any] = {
        "number": number,
        "term": "handling",
        "owner": "housing",
        "started": "2026-09-01",
        "due": "2026-10-31",
    }
    return pb.Clock(**facts | changed)


def a_told_matter(version: int, *clocks: pb.Clock, **changed: Any) -> pb.Matter:
    """A matter as intake tells it."""
    facts: dict[str, Any] = {
        "matter_id": str(SUBJECT),
        "version": version,
        "clocks": clocks,
        "status": "in_progress",
        "desk": "petition-bureau",
        "channel": "letter",
        "content": "城乡建设/物业管理/其他",
        "received": "2026-09-01",
        "registered": "2026-09-01",
        "items": 1,
        "assignments": [pb.Assignment(organ="housing", lead=True, state="accepted")],
    }
    return pb.Matter(**facts | changed)
