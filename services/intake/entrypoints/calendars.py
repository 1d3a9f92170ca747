"""A year's public holidays, published while the platform runs."""

from fastapi import APIRouter

from services.intake import usecases
from services.intake.entrypoints.callers import By
from services.intake.entrypoints.forms import CalendarForm
from services.intake.entrypoints.views.calendars import CalendarView

router = APIRouter(prefix="/v1", tags=["calendars"])


@router.post("/calendars:publish", operation_id="publish_calendar")
async def publish_calendar(form: CalendarForm, by: By) -> CalendarView:
    """Take a year as the State Council published it. Open clocks it moves are recomputed."""
    await usecases.publish_calendar(by.ports, by.actor, form.year, form.holidays, form.makeup_days)
    return CalendarView(year=form.year, holidays=form.holidays, makeup_days=form.makeup_days)
