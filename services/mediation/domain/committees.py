"""The committees of the mediation centre: each place names its own in its rulebook."""

from typing import Final

from law.rulebook import Rulebook
from services.mediation.domain.errors import CommitteeUnknown

CENTRE: Final = "mediation-centre"


def known_committee(code: str, rules: Rulebook) -> str:
    if code not in rules.committees:
        raise CommitteeUnknown(committee=code[:40], known=", ".join(rules.committees))
    return code
