"""What others are told: posts with what they allow, and never a name."""

from google.protobuf.json_format import MessageToJson

from onedoor.identity.events.v1 import organisation_events_pb2 as pb
from services.identity.adapters.messages import messages_of_organ, messages_of_person
from services.identity.domain.founder import founder
from tests.builders import NOON
from tests.identity.builders import a_person, an_organ

BY = founder("420881")


def test_one_save_is_one_message_with_the_state_as_saved() -> None:
    person = a_person()
    person.give_post("housing/head", ["head"], by=BY, now=NOON)
    person.deactivate(by=BY, now=NOON)
    (message,) = messages_of_person(person, person.facts)

    assert isinstance(message, pb.PersonChanged)
    assert message.person.version == person.version
    assert not message.person.active
    assert message.person.posts[0].until == "2026-09-15"
    assert "extension:approve" in message.person.posts[0].permissions


def test_no_event_names_anybody() -> None:
    person = a_person()
    person.give_post("housing/head", ["head"], by=BY, now=NOON)
    (message,) = messages_of_person(person, person.facts)
    told = MessageToJson(message, ensure_ascii=False)

    assert not {word for word in ("周敏", "zhou", "example.test") if word in told}


def test_passwords_and_addresses_are_no_news() -> None:
    person = a_person()
    person.set_password("推开这一扇门 2026", by=BY, now=NOON)
    person.change_contacts([("email", "new@example.test")], by=BY, now=NOON)

    assert messages_of_person(person, person.facts) == []


def test_an_organ_is_told_with_its_place_and_its_days() -> None:
    organ = an_organ()
    (message,) = messages_of_organ(organ, organ.facts)

    assert isinstance(message, pb.OrganEstablished)
    assert (message.organ.code, message.organ.parent) == ("housing", "county")
    assert not message.organ.HasField("resident_since")
