"""A side agrees to be mediated, or does so no longer: how, on which day, and who wrote it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from services.mediation.domain.errors import ConsentMissing, ConsentTwice
from services.mediation.domain.reading import read_choice, read_past_day


class Side(StrEnum):
    PETITIONER = "petitioner"
    RESPONDENT = "respondent"


class Manner(StrEnum):
    SIGNED = "signed"
    ORAL_RECORDED = "oral_recorded"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one side said of its consent. `recorded_by` is a post, never a name."""

    side: Side
    manner: Manner
    on: date
    recorded_by: str

    @classmethod
    def read(cls, side: str, manner: str, on: str, *, recorded_by: str, today: date) -> Self:
        return cls(
            side=read_choice("side", side, Side),
            manner=read_choice("manner", manner, Manner),
            on=read_past_day("on", on, today=today),
            recorded_by=recorded_by,
        )


def require_both(consents: Sequence[Declaration]) -> None:
    """条例 Art. 33: only with the consent of both sides."""
    sides = [consent.side for consent in consents]
    for side in Side:
        if sides.count(side) > 1:
            raise ConsentTwice(side=side)
    if missing := [side for side in Side if side not in sides]:
        raise ConsentMissing(sides=", ".join(missing))
