"""Matters and parties as lists and searches show them."""

from datetime import date
from uuid import UUID

from services.intake.entrypoints.views.view import View


class MatterLineView(View):
    """A matter as lists show it."""

    id: UUID
    version: int
    status: str
    received: date
    desk: str
    channel: str
    purpose: str
    content: str
    route: str
    division: str
    closed: date | None
    sealed: bool
    title: str | None


class MatterPage(View):
    """Newest first. `next_page_token` is empty on the last page."""

    matters: list[MatterLineView]
    next_page_token: str


class FoundView(View):
    """A party that was found, in its role, and the matter it is party to."""

    party_id: UUID
    role: str
    matter: MatterLineView


class FoundPage(View):
    """The newest matter first. `next_page_token` is empty on the last page."""

    parties: list[FoundView]
    next_page_token: str
