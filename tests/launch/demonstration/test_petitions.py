"""Made-up petitions: the same every time, lawful, and with something in every colour."""

from datetime import date, timedelta

import pytest

from launch.demonstration.filling import FIRST_OF_TODAY, PAST
from launch.demonstration.petitions import TOWNSHIP, brought_over, load_county, past_of, tell
from law.organisation import load_organisation
from services.intake.domain.classification import Classification
from services.intake.domain.petition import Petition
from tests.builders import RULEBOOKS, RULES

TODAY = date(2026, 9, 16)
COUNTY = load_county()
NUMBERS = [*range(PAST), *range(FIRST_OF_TODAY, FIRST_OF_TODAY + 60)]


def test_a_story_is_the_same_on_every_machine() -> None:
    assert tell(COUNTY, 17) == tell(load_county(), 17) != tell(COUNTY, 18)


def test_every_template_is_open_to_the_law_of_the_place() -> None:
    organs = load_organisation(RULEBOOKS / "organisation" / "420881.yaml").organs

    for template in COUNTY.petitions:
        told = {"purpose": template.purpose, "content": template.about, "route": template.route}
        Classification.read(told, rules=RULES)
        assert template.outcome in RULES.outcomes
        assert template.organ in organs or template.organ == TOWNSHIP
        assert not template.dispute or template.dispute in RULES.disputes
    assert set(COUNTY.places) <= set(organs)


def test_intake_reads_every_petition_with_its_past() -> None:
    for text in brought_over(COUNTY, range(PAST), TODAY):
        fields = {"channel": text.channel, "title": text.title, "body": text.body}
        fields |= {"received": text.received, "division": text.division}
        fields |= dict(text.more) | dict(text.history)
        petition = Petition.read(fields, requests=text.requests, history=True, today=TODAY)

        assert TODAY - petition.received <= timedelta(95)
        assert petition.history


@pytest.mark.parametrize("number", NUMBERS[:: len(NUMBERS) // 20])
def test_nothing_is_left_in_braces(number: int) -> None:
    story = tell(COUNTY, number)

    assert not {"{", "}"} & set(story.title + story.body)


def test_nobody_made_up_can_be_called() -> None:
    """No mobile number in China begins with 12."""
    assert all(tell(COUNTY, number).party["phone"].startswith("1200000") for number in NUMBERS)


def test_the_desk_will_show_every_colour() -> None:
    waiting = [past for past in map(past_of, range(PAST)) if past.given is None]

    assert {colour(past.received) for past in waiting} == {"red", "yellow", "blue"}


def colour(ago: int) -> str:
    """Of the office's term, by the bands of 3 and 10 days left."""
    left = (RULES.terms["disposal"].length or 0) - ago
    return "red" if left <= 3 else "yellow" if left <= 10 else "blue"
