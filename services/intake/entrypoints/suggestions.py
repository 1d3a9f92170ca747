"""What the platform suggests, with its reasons. It decides nothing: a person does."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter

from law.suggest import Suggestion, suggest_organs, suggest_route
from services.intake.entrypoints.callers import By
from services.intake.entrypoints.views.lists import MatterLineView
from services.intake.entrypoints.views.suggestions import (
    DuplicatesView,
    DuplicateView,
    OptionView,
    SuggestionView,
)
from services.intake.queries import Duplicate, Shown

router = APIRouter(prefix="/v1", tags=["suggestions"])


@router.get("/matters/{matter_id}/duplicates", operation_id="list_duplicates")
async def list_duplicates(matter_id: UUID, by: By) -> DuplicatesView:
    """Matters you may see that may be about the same thing, the likeliest first."""
    found = await by.intake.queries.list_duplicates(by.actor, matter_id)
    return DuplicatesView(duplicates=_duplicates(found))


@router.get("/matters/{matter_id}/organ-suggestions", operation_id="list_organ_suggestions")
async def list_organ_suggestions(matter_id: UUID, by: By) -> SuggestionView:
    """The organs whose duty it is by the duty list; unclear where two fit alike."""
    shown = await by.intake.queries.get_matter(by.actor, matter_id)
    matter, rules = shown.matter, by.ports.rulebooks.version(shown.matter.rulebook)
    suggestion = suggest_organs(
        rules,
        content=matter.content,
        text="\n".join(_words(shown)),
        division=matter.division,
        route=matter.route,
        excluding=matter.barred,
    )
    return _view(suggestion, by.reader.language)


@router.get("/matters/{matter_id}/route-suggestion", operation_id="get_route_suggestion")
async def get_route_suggestion(matter_id: UUID, by: By) -> SuggestionView:
    """The route of Art. 29 to 31 whose words the petition uses."""
    shown = await by.intake.queries.get_matter(by.actor, matter_id)
    title, *rest = _words(shown)
    rules = by.ports.rulebooks.version(shown.matter.rulebook)
    return _view(suggest_route(title, "\n".join(rest), rules), by.reader.language)


def _words(shown: Shown) -> list[str]:
    texts = (text for item in shown.matter.items for text in (item.title, item.body))
    return [shown.said(text) or "" for text in texts]


def _view(suggestion: Suggestion, language: str) -> SuggestionView:
    return SuggestionView(
        clear=suggestion.clear,
        unclear=suggestion.unclear.say(language) if suggestion.unclear else None,
        options=[
            OptionView(
                code=option.code, reasons=[reason.say(language) for reason in option.reasons]
            )
            for option in suggestion.options
        ],
    )


def _duplicates(found: Sequence[Duplicate]) -> list[DuplicateView]:
    return [
        DuplicateView(
            matter=MatterLineView.model_validate(one.line),
            share=round(one.share, 2),
            shared=one.shared,
            sampled=one.sampled,
            same_party=one.same_party,
            same_place=one.same_place,
        )
        for one in found
    ]
