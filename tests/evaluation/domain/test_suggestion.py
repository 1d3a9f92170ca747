"""A suggestion is settled once, by a person."""

from collections.abc import Callable

import pytest

from services.evaluation.domain.errors import SuggestionSettled, TextUnreadable
from services.evaluation.domain.states import Standing
from services.evaluation.domain.suggestion import Suggestion
from tests.builders import NOON, an_id
from tests.evaluation.builders import SUPERVISOR, a_suggestion


def take(suggestion: Suggestion) -> None:
    suggestion.take(an_id(), by=SUPERVISOR, now=NOON)


def dismiss(suggestion: Suggestion) -> None:
    suggestion.dismiss("已经办结", by=SUPERVISOR, now=NOON)


def forget(suggestion: Suggestion) -> None:
    suggestion.forget(by=SUPERVISOR, now=NOON)


@pytest.mark.parametrize("settle", [take, dismiss, forget])
@pytest.mark.parametrize("again", [take, dismiss])
def test_what_is_settled_is_not_settled_again(
    settle: Callable[[Suggestion], None], again: Callable[[Suggestion], None]
) -> None:
    suggestion = a_suggestion()
    settle(suggestion)

    with pytest.raises(SuggestionSettled):
        again(suggestion)


def test_nothing_is_dismissed_without_a_reason() -> None:
    suggestion = a_suggestion()

    with pytest.raises(TextUnreadable):
        suggestion.dismiss("", by=SUPERVISOR, now=NOON)

    assert suggestion.standing is Standing.OPEN


@pytest.mark.parametrize("before", [lambda _: None, take, dismiss])
def test_a_forgotten_suggestion_knows_neither_organ_nor_reason(
    before: Callable[[Suggestion], None],
) -> None:
    suggestion = a_suggestion()
    before(suggestion)

    forget(suggestion)
    forget(suggestion)

    assert (suggestion.organ, suggestion.params, suggestion.reason) == ("", {}, None)
    told = [type(fact).__name__ for fact in suggestion.facts]
    assert told.count("SuggestionForgotten") == 1
