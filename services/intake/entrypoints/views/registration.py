"""What comes of registering: query codes, advice, one outcome for each row."""

from typing import Self
from uuid import UUID

from chassis.kernel import Refusal
from services.intake.entrypoints.views.clocks import ClockView
from services.intake.entrypoints.views.matters import HiddenView, MatterView
from services.intake.entrypoints.views.view import Reader, View
from services.intake.usecases import AlreadyRegistered, Registered


class AdviceView(View):
    """What the desk should tell the visitor. It hinders nothing."""

    code: str
    text: str


class RegisteredView(View):
    """A petition that was registered. The query code is told here and never again."""

    id: UUID
    version: int
    query_code: str
    clocks: list[ClockView]
    advice: list[AdviceView]

    @classmethod
    def of(cls, registered: Registered, reader: Reader) -> Self:
        matter = registered.matter
        return cls(
            id=matter.id,
            version=matter.version,
            query_code=registered.query_code,
            clocks=[ClockView.of(clock, reader) for clock in matter.clocks],
            advice=[
                AdviceView(code=advice.code, text=advice.say(reader.language))
                for advice in registered.advice
            ],
        )


class AlreadyView(View):
    """The same item of the same source was registered before, in this matter."""

    id: UUID
    already_registered: bool = True


class RefusalView(View):
    code: str
    detail: str
    params: dict[str, str]


class OutcomeView(View):
    """One row of a batch: registered, registered before, or refused."""

    registered: RegisteredView | None = None
    already: UUID | None = None
    refused: RefusalView | None = None

    @classmethod
    def of(cls, outcome: Registered | AlreadyRegistered | Refusal, reader: Reader) -> Self:
        if isinstance(outcome, Refusal):
            params = {name: str(value) for name, value in outcome.params.items()}
            said = outcome.say(reader.language)
            return cls(refused=RefusalView(code=outcome.code, detail=said, params=params))
        if isinstance(outcome, AlreadyRegistered):
            return cls(already=outcome.matter_id)
        return cls(registered=RegisteredView.of(outcome, reader))


class OutcomesView(View):
    """In the order of the rows."""

    outcomes: list[OutcomeView]


class SplitView(View):
    """What is left of the source, and the matters that came out of it with their query codes."""

    source: MatterView | HiddenView
    parts: list[RegisteredView]


class QueryCodeView(View):
    """A new query code. It is told here and never again."""

    id: UUID
    version: int
    query_code: str
