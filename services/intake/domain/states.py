"""The words a matter can stand in, and the sets of them that verbs ask about."""

from enum import StrEnum


class DeskKind(StrEnum):
    """For whom an item was received: it decides between Art. 22 and Art. 23."""

    BUREAU = "bureau"
    OWN = "own"


class Status(StrEnum):
    REGISTERED = "registered"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    LINKED = "linked"
    REFUSED = "refused"


class Mode(StrEnum):
    FORWARDED = "forwarded"
    ASSIGNED = "assigned"
    OWN_DESK = "own_desk"


class State(StrEnum):
    """Where one organ's part of a matter stands."""

    PENDING = "pending"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    REPORTED = "reported"
    CLOSED = "closed"
    REFUSED = "refused"
    RETURNED = "returned"


class NoticeKind(StrEnum):
    RECEIPT = "receipt"
    ROUTE = "route"
    TRANSFERRED = "transferred"
    WHERE_TO_GO = "where_to_go"
    ADDRESS_UNCLEAR = "address_unclear"
    EXTENSION = "extension"
    REPLY = "reply"
    REFUSAL = "refusal"
    HANDED_OVER = "handed_over"


class Method(StrEnum):
    """How a document was served."""

    IN_PERSON = "in_person"
    MAIL = "mail"
    LEFT = "left"
    PHONE = "phone"
    SMS = "sms"
    WEB = "web"
    PUBLIC_NOTICE = "public_notice"


class Delivery(StrEnum):
    """What became of serving it."""

    RECEIVED = "received"
    REFUSED = "refused"
    RETURNED = "returned"
    ADDRESS_UNCLEAR = "address_unclear"


class Resolution(StrEnum):
    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"


class Axis(StrEnum):
    """One of the four independent outcomes of Art. 27."""

    DONE = "done"
    NOT_DONE = "not_done"
    NOT_APPLICABLE = "not_applicable"


class Rated(StrEnum):
    OFFICE = "office"
    ORGAN = "organ"


class ReferralStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONCLUDED = "concluded"


OPEN = frozenset({Status.REGISTERED, Status.IN_PROGRESS})

ACCEPTABLE = frozenset({State.PENDING, State.OBJECTED})
OBJECTIONABLE = frozenset({State.PENDING})
REFUSABLE = frozenset({State.PENDING, State.OBJECTED})
EXTENDABLE = ANSWERABLE = frozenset({State.ACCEPTED})
REPORTABLE = frozenset({State.ACCEPTED, State.ANSWERED})
CLOSABLE = frozenset({State.ACCEPTED, State.ANSWERED})
FINISHED = frozenset({State.CLOSED, State.REFUSED, State.RETURNED})
