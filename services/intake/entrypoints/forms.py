"""What intake's REST requests hold: texts as they were told. The rules read and refuse them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chassis import masking
from services.intake.domain.party import FIELDS

MOST_ROWS = 1000
MOST_PARTIES = 200


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PartyForm(Form):
    """Who a petition is from, for or about. Fields that are not known are left out."""

    kind: str = "person"
    role: str = "petitioner"
    organ: str = Field("", description="Of a respondent that is an organ: its code.")
    name: str = ""
    id_kind: str = ""
    id_number: str = ""
    credit_code: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postal_code: str = ""
    nationality: str = ""
    position: str = ""
    employer: str = ""

    def told(self) -> dict[str, str]:
        """A masked value is none: it must never be written over the real one."""
        said = {name: text for name, text in self.model_dump().items() if text}
        return {n: masking.real(n, text) if n in FIELDS else text for n, text in said.items()}


class HistoryForm(Form):
    """The days a matter had where it comes from. Its clocks run as they ran; nobody is told."""

    given_to: str = ""
    mode: str = ""
    route: str = ""
    given: str = ""
    notified: str = ""
    accepted: str = ""
    answered: str = ""
    closed: str = ""


class PetitionForm(Form):
    """A petition in the words it was told. Only channel and title or body are needed."""

    channel: str = Field(description="letter, visit, phone, web, app, hotline, leader, transfer")
    title: str = ""
    body: str = ""
    received: str = Field("", description="The day, as 2026-09-16; today where empty.")
    desk: str = Field("", description="The organ whose desk received it; your own where empty.")
    division: str = Field("", description="Division code of the place it is about.")
    urgent: str = ""
    oral: str = ""
    read_back: str = ""
    people_count: str = ""
    affected_count: str = ""
    contact: str = Field("", description="The post the petitioner may turn to.")
    requests: list[str] = Field([], max_length=100)
    parties: list[PartyForm] = Field([], max_length=MOST_PARTIES)
    source: str = Field("", description="The system it comes from, for imports.")
    external_id: str = Field("", description="Its number there; the same one is registered once.")
    history: HistoryForm | None = None

    def fields(self) -> dict[str, str]:
        beside = {"requests", "parties", "source", "external_id", "history"}
        told = self.model_dump(exclude=beside)
        if self.history:
            told |= self.history.model_dump()
        return {name: text for name, text in told.items() if text}


class PetitionsForm(Form):
    petitions: Annotated[list[PetitionForm], Field(max_length=MOST_ROWS)]


class RecipientsForm(Form):
    """One lead, unless there is one already, and the organs that help it."""

    lead: str = ""
    co_handlers: list[str] = Field([], max_length=50)


class AssignmentForm(RecipientsForm):
    days: int | None = Field(None, description="Until the closing report; else the rulebook's.")


class GroundForm(Form):
    ground: str


class ObjectionDecisionForm(Form):
    """Upheld, the matter is back with the sender; else the organ keeps it."""

    organ: str
    upheld: bool
    reason: str
