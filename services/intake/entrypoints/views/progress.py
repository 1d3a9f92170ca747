"""What the petitioner sees with a query code."""

from datetime import date, datetime

from pydantic import Field

from services.intake.entrypoints.views.clocks import ClockView
from services.intake.entrypoints.views.view import View


class StepView(View):
    """One step of the way: registered, given, accepted, answered, served, closed …"""

    step: str
    on: date
    organ: str
    detail: str


class RevealView(View):
    """Who opened your data or looked for you by name or number, and for what."""

    at: datetime
    organ: str
    purpose: str | None


class OpenedView(View):
    """How often an organ opened your matter, or a file of it, on a day."""

    on: date
    organ: str
    times: int


class RenewalView(View):
    """Who gave out a new query code for your matter, and why. If it was not to you, say so.

    Late: after the answer. What is rated with such a code is kept and not counted."""

    on: date
    organ: str
    late: bool
    ground: str | None


class RatableView(View):
    of: str
    organ: str


class ProgressView(View):
    """What the petitioner sees. Nothing in it names anybody."""

    status: str
    received: date
    contact: str = Field(description="The post to turn to; empty while no person has taken it up.")
    steps: list[StepView]
    clocks: list[ClockView]
    resolution: str
    ratable: list[RatableView]
    reveals: list[RevealView]
    renewals: list[RenewalView]
    opened: list[OpenedView]
    organs: dict[str, str] = Field(description="What the organs named here are called, by code.")
