"""Closed is not resolved: whether the trouble itself is settled, with what shows it (Art. 27)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from chassis.kernel import Personal
from services.intake.domain.errors import EvidenceMissing
from services.intake.domain.states import Axis, Resolution


@dataclass(frozen=True, slots=True)
class Fourfold:
    """三到位一处理: four outcomes that do not depend on each other."""

    solved: Axis = Axis.NOT_APPLICABLE
    explained: Axis = Axis.NOT_APPLICABLE
    helped: Axis = Axis.NOT_APPLICABLE
    handled_by_law: Axis = Axis.NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    resolution: Resolution
    fourfold: Fourfold
    remark: Personal
    recorded: date
    by: str
    evidence: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.resolution is Resolution.RESOLVED and not self.evidence:
            raise EvidenceMissing
