"""Notices and opinions, and how they were served."""

from datetime import date
from typing import Self
from uuid import UUID

from services.intake.domain.document import Notice
from services.intake.domain.opinion import Opinion
from services.intake.entrypoints.views.view import View
from services.intake.queries import Shown


class ServiceView(View):
    """How a document reached the petitioner (送达), or that it did not."""

    method: str
    on: date
    outcome: str
    proof: UUID | None


class NoticeView(View):
    number: int
    kind: str
    organ: str
    issued: date
    text: str | None
    services: list[ServiceView]

    @classmethod
    def of(cls, notice: Notice, shown: Shown) -> Self:
        return cls(
            number=notice.number,
            kind=notice.kind,
            organ=notice.organ,
            issued=notice.issued,
            text=shown.said(notice.text),
            services=[ServiceView.model_validate(service) for service in notice.services],
        )


class ProvisionView(View):
    instrument: str
    article: str
    version: str


class AnswerView(View):
    """The answer to one request (Art. 32)."""

    request: int
    outcome: str
    facts: str | None
    evidence: str | None
    opinion: str | None
    provision: ProvisionView


class RemedyView(View):
    """Where, and within how many days of receipt, re-examination may be asked for."""

    organ: str
    days: int


class OpinionView(View):
    number: int
    organ: str
    issued: date
    answers: list[AnswerView]
    remedy: RemedyView
    services: list[ServiceView]

    @classmethod
    def of(cls, opinion: Opinion, shown: Shown) -> Self:
        said = shown.said
        return cls(
            number=opinion.number,
            organ=opinion.organ,
            issued=opinion.issued,
            answers=[
                AnswerView(
                    request=answer.request,
                    outcome=answer.outcome,
                    facts=said(answer.facts),
                    evidence=said(answer.evidence),
                    opinion=said(answer.opinion),
                    provision=ProvisionView.model_validate(answer.provision),
                )
                for answer in opinion.answers
            ],
            remedy=RemedyView.model_validate(opinion.remedy),
            services=[ServiceView.model_validate(service) for service in opinion.services],
        )
