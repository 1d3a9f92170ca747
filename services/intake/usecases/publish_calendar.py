"""The State Council has published a year: clocks go by it from now on, here and elsewhere."""

from collections.abc import Sequence
from datetime import date

from chassis.kernel import Principal
from services.intake.domain.errors import CalendarUnfitting
from services.intake.domain.permissions import PUBLISH_CALENDARS
from services.intake.usecases.ports import Ports


async def publish_calendar(
    ports: Ports,
    actor: Principal,
    year: int,
    holidays: Sequence[date],
    makeup_days: Sequence[date],
) -> None:
    actor.require(PUBLISH_CALENDARS)
    try:
        ports.rulebooks.calendar(actor.jurisdiction).publish(year, holidays, makeup_days)
    except ValueError as fault:
        raise CalendarUnfitting(year=year) from fault
    async with ports.transaction(actor) as work:
        await work.calendars.publish(year, holidays, makeup_days, by=actor, now=ports.now())
