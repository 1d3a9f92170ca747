"""Looking for matters and people over HTTP: in a body, as what is looked for may name them."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from chassis.pages import next_token, page
from services.intake import usecases
from services.intake.domain.lookup import Sought
from services.intake.domain.searching import Wanted
from services.intake.entrypoints.callers import By
from services.intake.entrypoints.forms import FindForm, SearchForm
from services.intake.entrypoints.views.lists import FoundPage, FoundView, MatterLineView, MatterPage

router = APIRouter(prefix="/v1", tags=["matters"])


@router.post("/matters:search", operation_id="search_matters")
async def search_matters(form: SearchForm, by: By) -> MatterPage:
    """The matters you may see that hold these words and are of this place, number, day: newest
    first."""
    wanted = page(form.page_size, form.page_token, tuple[date, UUID])
    lines = await by.intake.queries.search_matters(by.actor, wanted, Wanted.read(form.told()))
    return MatterPage(
        matters=[MatterLineView.model_validate(line) for line in lines],
        next_page_token=next_token(lines, wanted, "received", "id"),
    )


@router.post("/parties:find", operation_id="find_parties")
async def find_parties(form: FindForm, by: By) -> FoundPage:
    """Find a person by exactly this name or number in the matters of your organ, for a purpose.

    Who looked and what for is kept, found or not; the petitioner who was found sees it.
    """
    wanted = page(form.page_size, form.page_token, tuple[date, UUID, UUID])
    sought = Sought.read(form.field, form.value, form.purpose)
    found = await usecases.find_parties(
        by.ports, by.actor, sought, after=wanted.after or None, most=wanted.size
    )
    lines = await by.intake.queries.lines_of(by.actor, {one.matter_id for one in found})
    return FoundPage(
        parties=[
            FoundView(
                party_id=one.party_id,
                role=one.role,
                matter=MatterLineView.model_validate(lines[one.matter_id]),
            )
            for one in found
            if one.matter_id in lines
        ],
        next_page_token=next_token(found, wanted, "received", "matter_id", "party_id"),
    )
