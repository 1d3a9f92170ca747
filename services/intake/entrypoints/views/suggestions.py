"""Possible duplicates, and what is suggested for a matter."""

from services.intake.entrypoints.views.lists import MatterLineView
from services.intake.entrypoints.views.view import View


class DuplicateView(View):
    """Why it may be the same: `shared` of `sampled` word pieces, a party's number, the place."""

    matter: MatterLineView
    share: float
    shared: int
    sampled: int
    same_party: bool
    same_place: bool


class DuplicatesView(View):
    duplicates: list[DuplicateView]


class OptionView(View):
    code: str
    reasons: list[str]


class SuggestionView(View):
    """`clear` is the option that stands out, if one does; else `unclear` says why none does."""

    clear: str | None
    unclear: str | None
    options: list[OptionView]
