"""A year of the calendar."""

from datetime import date

from services.intake.entrypoints.views.view import View


class CalendarView(View):
    """The year as it is now known. Due days it moves are recomputed within seconds."""

    year: int
    holidays: list[date]
    makeup_days: list[date]
