"""What evaluation does when others' events arrive."""

from uuid import UUID

from onedoor.alerts.events.v1 import deadline_events_pb2 as alerts
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from services.evaluation import usecases
from services.evaluation.domain.triggers import Given, Occasion, Rated, occasions, overdue
from services.evaluation.usecases import ConsumerPorts, MatterKnown

MatterEvent = (
    intake.MatterRegistered | intake.MatterChanged | intake.MatterReferred | intake.MatterClosed
)
A_MATTER = "matter"


async def on_deadline_missed(ports: ConsumerPorts, event: alerts.DeadlineMissed) -> None:
    """A late answer to an order is no matter's: its order is open, and pressing already."""
    if event.subject_kind == A_MATTER:
        told = MatterKnown(UUID(event.subject_id))
        occasion = overdue(event.owner, event.term, event.number, event.due)
        await usecases.suggest_orders(ports, (told, list(occasion)))


async def on_matter_changed(ports: ConsumerPorts, *events: MatterEvent) -> None:
    """Every event of a matter carries the whole matter, so one handler serves them all."""
    await usecases.suggest_orders(ports, *(_noticed(event.matter) for event in events))


async def on_matter_sealed(ports: ConsumerPorts, event: intake.SealedChanged) -> None:
    await usecases.seal_matter(ports, UUID(event.matter_id), event.version)


def _noticed(matter: intake.Matter) -> tuple[MatterKnown, list[Occasion]]:
    told = MatterKnown(
        matter=UUID(matter.matter_id),
        version=matter.version,
        organs=frozenset({matter.desk, *(given.organ for given in matter.assignments)} - {""}),
        historical=matter.historical,
    )
    ratings = [Rated(r.of, r.organ, r.value, r.on) for r in matter.ratings]
    given = [Given(a.organ, a.bounces) for a in matter.assignments]
    return told, list(occasions(ratings, given))
