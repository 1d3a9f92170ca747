"""The part of each organ: its state, objections, extension and closing reports."""

from datetime import date
from typing import Self

from services.intake.domain.assignment import Assignment
from services.intake.entrypoints.views.view import View
from services.intake.queries import Shown


class ObjectionView(View):
    raised: date
    ground: str | None
    decided: date | None
    upheld: bool | None
    reason: str | None


class ExtensionView(View):
    days: int
    reason: str | None
    requested: date
    decided: date | None
    approved: bool | None
    notice_due: bool


class ReportView(View):
    """A closing report (办结报告)."""

    submitted: date
    text: str | None
    decided: date | None
    approved: bool | None
    reason: str | None


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

    @classmethod
    def of(cls, part: Assignment, shown: Shown) -> Self:
        said, asked = shown.said, part.extension
        return cls(
            organ=part.organ,
            lead=part.lead,
            mode=part.mode,
            state=part.state,
            given_by=part.given_by,
            given=part.given,
            accepted=part.accepted,
            answered=part.answered,
            finished=part.finished,
            bounces=part.bounces,
            clocks=list(part.clocks()),
            objections=[
                ObjectionView(
                    raised=o.raised,
                    ground=said(o.ground),
                    decided=o.decided,
                    upheld=o.upheld,
                    reason=said(o.reason),
                )
                for o in part.objections
            ],
            extension=ExtensionView(
                days=asked.days,
                reason=said(asked.reason),
                requested=asked.requested,
                decided=asked.decided,
                approved=asked.approved,
                notice_due=asked.notice_due,
            )
            if asked
            else None,
            reports=[
                ReportView(
                    submitted=r.submitted,
                    text=said(r.text),
                    decided=r.decided,
                    approved=r.approved,
                    reason=said(r.reason),
                )
                for r in part.reports
            ],
        )
