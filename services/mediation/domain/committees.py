"""The committees of the mediation centre: each place names its own in its rulebook."""

from typing import Final

from chassis.kernel import as_code
from law.rulebook import Rulebook
from services.mediation.domain.errors import CommitteeUnknown

CENTRE: Final = "mediation-centre"


def known_committee(code: str, rules: Rulebook) -> str:
    if code not in rules.committees:
        raise CommitteeUnknown(committee=as_code(code), known=", ".join(rules.committees))
    return code
