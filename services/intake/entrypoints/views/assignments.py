"""The part of each organ: its state, objections, extension and closing reports."""

from datetime import date

from services.intake.entrypoints.views.view import Said, View


class ObjectionView(View):
    raised: date
    ground: Said
    decided: date | None
    upheld: bool | None
    reason: Said


class ExtensionView(View):
    days: int
    reason: Said
    requested: date
    decided: date | None
    approved: bool | None
    notice_due: bool


class ReportView(View):
    """A closing report (办结报告)."""

    submitted: date
    text: Said
    decided: date | None
    approved: bool | None
    reason: Said


class AssignmentView(View):
    """One organ's part. Numbers name clocks of the matter."""

    organ: str
    lead: bool
    mode: str
    state: str
    given_by: str
    given: date
    accepted: date | None
    answered: date | None
    finished: date | None
    bounces: int
    clocks: list[int]
    objections: list[ObjectionView]
    extension: ExtensionView | None
    reports: list[ReportView]
