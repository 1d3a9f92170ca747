"""How a mediation ended: with which outcome, why, and what both sides were told of other ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from chassis.kernel import Personal
from services.mediation.domain.errors import (
    AgreementMissing,
    AgreementTooEarly,
    ChoiceUnknown,
    RemediesUntold,
)
from services.mediation.domain.reading import read_choice, read_past_day, read_text


class Outcome(StrEnum):
    AGREED = "agreed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Ending(StrEnum):
    """The reasons enumerated for ending one (特邀调解规定 Art. 26, 在线调解规则 Art. 25)."""

    AGREEMENT = "agreement"
    UNREACHABLE = "unreachable"
    UNWILLING = "unwilling"
    GAP_TOO_WIDE = "gap_too_wide"
    EXPIRED = "expired"
    REFUSED_TO_SIGN = "refused_to_sign"
    OTHER = "other"
    SETTLED_BETWEEN_THEM = "settled_between_them"
    REQUEST_WITHDRAWN = "request_withdrawn"
    CONSENT_WITHDRAWN = "consent_withdrawn"


# Consent is withdrawn by the verb of that name, never as a remark at the end.
ENDINGS: Final[Mapping[Outcome, frozenset[Ending]]] = {
    Outcome.AGREED: frozenset({Ending.AGREEMENT}),
    Outcome.FAILED: frozenset(
        {
            Ending.UNREACHABLE,
            Ending.UNWILLING,
            Ending.GAP_TOO_WIDE,
            Ending.EXPIRED,
            Ending.REFUSED_TO_SIGN,
            Ending.OTHER,
        }
    ),
    Outcome.WITHDRAWN: frozenset({Ending.SETTLED_BETWEEN_THEM, Ending.REQUEST_WITHDRAWN}),
}


class Remedy(StrEnum):
    """The ways that stay open (人民调解法 Art. 26): arbitration, administrative, judicial …"""

    ARBITRATION = "arbitration"
    ADMINISTRATIVE = "administrative"
    LITIGATION = "litigation"
    PETITION = "petition"


class AgreementKind(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A written one takes effect with the seals of both sides, mediator and committee.

    An oral one does so as soon as they agree (人民调解法 Art. 29, 30).
    """

    kind: AgreementKind
    effective: date


@dataclass(frozen=True, slots=True)
class Conclusion:
    outcome: Outcome
    ending: Ending
    on: date
    agreement: Agreement | None = None
    remedies: tuple[Remedy, ...] = ()
    account: Personal | None = None

    @property
    def owes_remedies(self) -> bool:
        """Ended without an agreement, and nobody has yet said which ways stay open."""
        untold = self.outcome is not Outcome.AGREED and not self.remedies
        return untold and self.ending is not Ending.SETTLED_BETWEEN_THEM


@dataclass(frozen=True, slots=True)
class Report:
    """How a mediation ended, as it was handed in."""

    outcome: str
    ending: str = ""
    agreement: str = ""
    effective: str = ""
    remedies: Sequence[str] = ()
    account: str = ""

    def read(self, *, key: UUID, accepted: date, today: date) -> Conclusion:
        outcome = read_choice("outcome", self.outcome, Outcome)
        remedies = read_remedies(self.remedies)
        if outcome is Outcome.FAILED and not remedies:
            raise RemediesUntold(remedies=", ".join(Remedy))
        return Conclusion(
            outcome=outcome,
            ending=self._ending(outcome),
            on=today,
            agreement=self._agreement(accepted, today) if outcome is Outcome.AGREED else None,
            remedies=remedies,
            account=read_text("account", self.account, key=key) if self.account else None,
        )

    def _ending(self, outcome: Outcome) -> Ending:
        allowed = ENDINGS[outcome]
        if outcome is Outcome.AGREED and not self.ending:
            return Ending.AGREEMENT
        ending = read_choice("ending", self.ending, Ending)
        if ending not in allowed:
            raise ChoiceUnknown(field="ending", choices=", ".join(sorted(allowed)))
        return ending

    def _agreement(self, accepted: date, today: date) -> Agreement:
        if not self.agreement or not self.effective:
            raise AgreementMissing
        kind = read_choice("agreement", self.agreement, AgreementKind)
        effective = read_past_day("effective", self.effective, today=today)
        if effective < accepted:
            raise AgreementTooEarly(day=effective, accepted=accepted)
        return Agreement(kind, effective)


def read_remedies(raw: Sequence[str]) -> tuple[Remedy, ...]:
    return tuple(dict.fromkeys(read_choice("remedies", remedy, Remedy) for remedy in raw))
