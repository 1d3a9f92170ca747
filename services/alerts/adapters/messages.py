"""What others may know: that a last day went by. Nothing of what it was about."""

from uuid import UUID

from onedoor.alerts.events.v1 import deadline_events_pb2 as pb
from services.alerts.domain.deadline import Deadline


def deadline_missed(deadline: Deadline) -> pb.DeadlineMissed:
    return pb.DeadlineMissed(
        subject_kind=deadline.kind,
        subject_id=str(deadline.subject),
        number=deadline.number,
        term=deadline.term,
        owner=deadline.owner,
        due=deadline.due.isoformat() if deadline.due else "",
        version=deadline.version,
    )


def deadlines_taken_back(matter: UUID, version: int) -> pb.DeadlineMissed:
    """The matter was sealed since: it says nothing, and the stream loses what was said before."""
    return pb.DeadlineMissed(subject_id=str(matter), version=version)
