"""What of identity's facts the others may know: organs, and who holds which post. No names."""

from collections.abc import Sequence

from google.protobuf.message import Message

from chassis.kernel import Fact
from onedoor.identity.events.v1 import organisation_events_pb2 as pb
from services.identity.domain import facts
from services.identity.domain.organ import Organ
from services.identity.domain.person import Person

STAYS_IN_THE_HOUSE = (facts.PasswordSet, facts.ContactsChanged)


def messages_of_organ(organ: Organ, told: Sequence[Fact]) -> Sequence[Message]:
    if not told:
        return []
    if any(isinstance(fact, facts.OrganEstablished) for fact in told):
        return [pb.OrganEstablished(organ=organ_message(organ))]
    return [pb.OrganChanged(organ=organ_message(organ))]


def messages_of_person(person: Person, told: Sequence[Fact]) -> Sequence[Message]:
    """One message for one save, whatever it was made of: it carries the whole state."""
    if all(isinstance(fact, STAYS_IN_THE_HOUSE) for fact in told):
        return []
    if any(isinstance(fact, facts.PersonEntered) for fact in told):
        return [pb.PersonEntered(person=person_message(person))]
    return [pb.PersonChanged(person=person_message(person))]


def organ_message(organ: Organ) -> pb.Organ:
    about = organ.particulars
    return pb.Organ(
        code=organ.code,
        version=organ.version,
        name=about.name,
        kind=about.kind,
        level=about.level,
        parent=about.parent,
        external=about.external,
        resident=about.resident,
        resident_since=about.resident_since.isoformat() if about.resident_since else None,
        resident_until=about.resident_until.isoformat() if about.resident_until else None,
        successor=about.successor,
    )


def person_message(person: Person) -> pb.Person:
    return pb.Person(
        person_id=str(person.id),
        version=person.version,
        active=person.active,
        posts=[
            pb.Post(
                code=post.code,
                organ=post.organ,
                roles=post.roles,
                permissions=post.permissions,
                since=post.since.isoformat(),
                until=post.until.isoformat() if post.until else None,
            )
            for post in person.posts
        ],
    )
