"""Notices and opinions, and how they were served."""

from datetime import date
from uuid import UUID

from services.intake.entrypoints.views.view import Said, View


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
    text: Said
    services: list[ServiceView]


class ProvisionView(View):
    instrument: str
    article: str
    version: str


class AnswerView(View):
    """The answer to one request (Art. 32)."""

    request: int
    outcome: str
    facts: Said
    evidence: Said
    opinion: Said
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
