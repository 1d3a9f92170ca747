"""Filling a county: a past that was brought over, and a working day at its desks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from launch.demonstration import ways
from launch.demonstration.errors import NobodyMadeUp
from launch.demonstration.petitions import Template, brought_over, load_county, tell
from launch.demonstration.staff import Case, Staff
from launch.demonstration.ways import Scene
from launch.importing.sending import MOST_ROWS, Sender, registering

PAST = 420
FIRST_OF_TODAY = 1000
IMPORTER = "importer."

Way = Callable[[Scene], Case]
TODAY: Sequence[tuple[Way, int]] = (
    (ways.waits_at_the_desk, 6),
    (ways.waits_at_the_organ, 6),
    (ways.is_handled, 6),
    (ways.is_rated_well, 4),
    (ways.is_rated_so_so, 2),
    (ways.is_rated_badly, 2),
    (ways.is_closed, 4),
    (ways.is_reported_and_approved, 3),
    (ways.is_sent_back_for_rework, 1),
    (ways.is_objected_to, 3),
    (ways.comes_back_and_goes_to_the_town, 2),
    (ways.stays_where_it_was_given, 1),
    (ways.waits_for_more_time, 2),
    (ways.gets_more_time, 2),
    (ways.is_refused_with_a_remedy, 1),
    (ways.goes_to_its_own_procedure, 1),
    (ways.is_offered_for_mediation, 1),
    (ways.is_mediated, 2),
    (ways.is_an_accusation, 1),
)
OF_R6 = (ways.is_refused_with_a_remedy, ways.waits_for_more_time, ways.gets_more_time)
DISPUTES = (ways.is_offered_for_mediation, ways.is_mediated)
LABOUR = (ways.goes_to_its_own_procedure,)


def bring_over(staff: Staff, today: date, away: Callable[[bool], None]) -> int:
    """The past in one go, by the machine that may bring matters over with their own days."""
    names = staff.names(IMPORTER)
    if not names or not staff.names("petition-bureau.receiver"):
        raise NobodyMadeUp
    client = staff.machine(names[0])
    told = brought_over(load_county(), range(PAST), today)
    sender = Sender(registering(client), away, client.doors.calls("intake"))
    new = 0
    for first in range(0, len(told), MOST_ROWS):
        for outcome in sender.send(told[first : first + MOST_ROWS]):
            if outcome.HasField("refusal"):
                raise RuntimeError(f"{outcome.refusal.code}: {outcome.refusal.detail}")
            new += bool(outcome.registered.query_code)
    return new


def scenes(staff: Staff, today: date) -> Iterator[tuple[Way, Scene]]:
    """A working day, the ways mixed as they are in life."""
    county = load_county()
    number = FIRST_OF_TODAY
    for way, times in TODAY:
        fitting = [template for template in county.petitions if _fits(template, way, staff)]
        for _ in range(times):
            template = fitting[(number * 7) % len(fitting)]
            yield way, Scene(staff, tell(county, number, template=template), today)
            number += 1


def _fits(template: Template, way: Way, staff: Staff) -> bool:
    if not staff.names(f"{template.organ}.handler") and template.organ != "township":
        return False
    if way in DISPUTES:
        return bool(template.dispute) and template.route == "r6"
    if way in LABOUR:
        return template.dispute in {"labour", "migrant_wages"}
    return template.route == "r6" or way not in OF_R6
