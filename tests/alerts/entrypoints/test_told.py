"""Others' messages in alerts' words."""

from onedoor.intake.events.v1 import matter_events_pb2 as pb
from services.alerts.domain.colours import Colour
from services.alerts.domain.matter import Matter
from services.alerts.entrypoints.told import told_of
from tests.alerts.builders import ALERTING, SUBJECT, a_clock, a_told_matter, day
from tests.alerts.entrypoints.test_consumers import SEALED


def test_the_organ_that_is_rated_is_the_last_lead_that_kept_the_matter() -> None:
    assignments = [
        pb.Assignment(organ="housing", lead=True, state="returned"),
        pb.Assignment(organ="health", lead=True, state="accepted"),
        pb.Assignment(organ="transport", lead=False, state="accepted"),
    ]

    matter = told_of(a_told_matter(1, assignments=assignments)).matter

    assert matter is not None
    assert matter.lead == "health"


def test_a_clock_that_was_paused_shows_the_day_without_the_pause() -> None:
    clock = a_clock(due="", due_without_pauses="2026-10-31")

    (deadline,) = told_of(a_told_matter(1, clock)).deadlines

    assert deadline.due_without_pauses == day("2026-10-31")
    assert deadline.look(day("2026-09-16"), ALERTING).colour is Colour.PAUSED


def test_of_a_sealed_matter_only_its_clocks_are_read() -> None:
    told = told_of(SEALED)

    assert told.matter == Matter(id=SUBJECT, version=9, sealed=True)
    assert [(d.sealed, d.route) for d in told.deadlines] == [(True, "")]


def test_a_sealed_matter_that_was_brought_over_alarms_nobody() -> None:
    old = pb.SealedChanged(matter_id=str(SUBJECT), version=2, clocks=[a_clock()], historical=True)

    (deadline,) = told_of(old).deadlines

    assert deadline.historical
