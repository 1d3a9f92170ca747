"""A suggestion: something happened that may call for an order. A person takes or dismisses it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from chassis.kernel import Actor, Aggregate, Personal
from services.evaluation.domain.errors import SuggestionSettled
from services.evaluation.domain.facts import (
    SuggestionDismissed,
    SuggestionForgotten,
    SuggestionRaised,
    SuggestionTaken,
)
from services.evaluation.domain.reading import read_text
from services.evaluation.domain.states import Standing
from services.evaluation.domain.triggers import Occasion


@dataclass(kw_only=True)
class Suggestion(Aggregate):
    kind: ClassVar[str] = "suggestion"
    matter: UUID
    organ: str
    trigger: str
    params: dict[str, str] = field(default_factory=dict)
    raised_at: datetime
    standing: Standing = Standing.OPEN
    order: UUID | None = None
    reason: Personal | None = None

    @classmethod
    def of(
        cls, occasion: Occasion, matter: UUID, *, jurisdiction: str, by: Actor, now: datetime
    ) -> Self:
        suggestion = cls(
            jurisdiction=jurisdiction,
            id=occasion.suggestion_id(jurisdiction, matter),
            matter=matter,
            organ=occasion.organ,
            trigger=occasion.trigger,
            params=occasion.params,
            raised_at=now,
        )
        suggestion.record(
            SuggestionRaised(
                matter=matter,
                organ=occasion.organ,
                trigger=occasion.trigger,
                params=occasion.params,
                by=by,
                at=now,
            )
        )
        return suggestion

    def take(self, order: UUID, *, by: Actor, now: datetime) -> None:
        self._require_open()
        self.standing, self.order = Standing.TAKEN, order
        self.record(SuggestionTaken(order=order, by=by, at=now))

    def dismiss(self, reason: str, *, by: Actor, now: datetime) -> None:
        self._require_open()
        self.reason = read_text("reason", reason, key=self.id)
        self.standing = Standing.DISMISSED
        self.record(SuggestionDismissed(reason=self.reason, by=by, at=now))

    def forget(self, *, by: Actor, now: datetime) -> None:
        """What it knew of the matter goes; an order taken from it stands by itself."""
        if self.standing is not Standing.FORGOTTEN:
            self.standing, self.organ, self.params, self.reason = Standing.FORGOTTEN, "", {}, None
            self.record(SuggestionForgotten(by=by, at=now))

    def _require_open(self) -> None:
        if self.standing is not Standing.OPEN:
            raise SuggestionSettled(state=self.standing)
