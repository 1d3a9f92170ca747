"""The committees of a place."""

import pytest

from services.mediation.domain.committees import known_committee
from services.mediation.domain.errors import CommitteeUnknown
from tests.builders import RULES


def test_the_county_of_the_442_has_eight_committees() -> None:
    assert len({known_committee(code, RULES) for code in RULES.committees}) == 8


def test_a_committee_nobody_founded_is_refused_and_the_others_are_named() -> None:
    with pytest.raises(CommitteeUnknown) as refused:
        known_committee("space", RULES)

    assert "labour" in refused.value.say("en")
