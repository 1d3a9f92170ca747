"""What intake's REST requests hold: texts as they were told. The rules read and refuse them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MOST_ROWS = 1000
MOST_PARTIES = 200
LINES, MOST_LINES = 50, 200


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
        return {name: text for name, text in self.model_dump().items() if text}


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
    contact: str = Field(
        "",
        description="The post of a person the petitioner may turn to; yours where empty.",
    )
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


class ClassificationForm(Form):
    """What a matter is. Where a purpose has one route only, it need not be said."""

    purpose: str = Field(description="suggestion, accusation, claim, inquiry, thanks, other")
    content: str = Field("", description="Path in the content scheme, `/` between levels.")
    route: str = Field("", description="suggestion, accusation, conduct, r1 … r6")
    division: str = ""
    simplified: str = ""
    urgent: str = ""
    requests: list[str] = Field([], max_length=100)
    respondents: list[str] = Field([], description="Codes of the organs complained of.")

    def fields(self) -> dict[str, str]:
        told = self.model_dump(exclude={"requests", "respondents"})
        return {name: text for name, text in told.items() if text}


class LinkForm(Form):
    into: UUID = Field(description="The matter that goes on.")


class PartForm(Form):
    """What one of the new matters is about, and what it asks for."""

    title: str
    body: str = ""
    requests: list[str] = Field(max_length=100)

    def fields(self) -> dict[str, str]:
        return {"title": self.title, "body": self.body}


class SplitForm(Form):
    parts: list[PartForm] = Field(max_length=50)
    item_id: UUID | None = Field(None, description="Where the matter holds several items: which.")


class SearchForm(Form):
    """What is looked for. What is left empty lets everything through."""

    words: str = Field(
        "", description="Each stands in the title or the text; two characters at least."
    )
    number: str = Field("", description="Of an item where it came from, or the matter's id.")
    division: str = Field("", description="Division code: this place and all within it.")
    content: str = Field("", description="Path in the content scheme, and all below it.")
    status: str = Field("", description="registered, in_progress, closed, linked, refused")
    organ: str = Field("", description="An organ that holds it.")
    desk: str = Field("", description="The organ whose desk received it.")
    since: str = Field("", description="Received on this day or later, as 2026-09-16.")
    until: str = Field("", description="Received on this day or earlier.")
    page_size: int = Field(LINES, ge=1, le=MOST_LINES)
    page_token: str = Field("", max_length=500)

    def told(self) -> dict[str, str]:
        return self.model_dump(exclude={"page_size", "page_token"})


class FindForm(Form):
    """Who is looked for, exactly as told, and what for. The petitioner sees the purpose."""

    field: str = Field("name", description="name, phone, id_number, credit_code")
    value: str
    purpose: str
    page_size: int = Field(LINES, ge=1, le=MOST_LINES)
    page_token: str = Field("", max_length=500)


class RefusalForm(Form):
    ground: str = Field(description="A ground of the rulebook.")
    reason: str


class HandOverForm(Form):
    procedure: str = Field(description="A target procedure of the route in the rulebook.")
    to: str
    text: str = Field(description="What the petitioner is told.")
    on: str = ""


class NoticeForm(Form):
    kind: str = Field(
        description="receipt, route, transferred, where_to_go, address_unclear, extension, reply"
    )
    text: str


class ServiceForm(Form):
    document: int = Field(description="The number of a notice or opinion.")
    method: str = Field(description="in_person, mail, left, phone, sms, web, public_notice")
    outcome: str = Field(description="received, refused, returned, address_unclear")
    on: str = ""
    proof: UUID | None = Field(None, description="The attachment that proves it.")


class ExtensionForm(Form):
    days: int
    reason: str


class AnswerForm(Form):
    """The answer to one request. All of it is needed (Art. 32)."""

    request: int
    outcome: str = Field(description="support, explain, not_support")
    facts: str
    evidence: str
    opinion: str
    instrument: str = Field(description="The law, rule or policy it rests on.")
    article: str
    version: str = Field(description="Of the instrument, as its year or date.")

    def told(self) -> dict[str, str]:
        return {name: str(said) for name, said in self.model_dump().items()}


class OpinionForm(Form):
    answers: list[AnswerForm] = Field(max_length=100)
    remedy: str = Field("", description="Organ of re-examination; the next one up where empty.")


class TextForm(Form):
    text: str


class ReportDecisionForm(Form):
    organ: str
    approved: bool
    reason: str = ""


class ResolutionForm(Form):
    """化解. The four outcomes of Art. 27 do not depend on each other."""

    resolution: str = Field(description="resolved, unresolved")
    remark: str = ""
    solved: str = Field("", description="done, not_done, not_applicable")
    explained: str = ""
    helped: str = ""
    handled_by_law: str = ""
    evidence: list[UUID] = Field([], description="Attachments that show it.")

    def fields(self) -> dict[str, str]:
        told = self.model_dump(exclude={"evidence"})
        return {name: text for name, text in told.items() if text}


class ContactForm(Form):
    post: str


class ReferralForm(Form):
    """The day each side agreed, and how: written or oral."""

    dispute_kind: str
    petitioner: str
    respondent: str
    petitioner_method: str = ""
    respondent_method: str = ""

    def consents(self) -> dict[str, str]:
        told = self.model_dump(exclude={"dispute_kind"})
        return {name: text for name, text in told.items() if text}


class RevealForm(Form):
    purpose: str


class RenewalForm(Form):
    """Once there is an answer, say on what ground. The petitioner reads it."""

    ground: str = ""


class CodeForm(Form):
    """The query code goes into the body: an address is written down in too many places."""

    code: str = Field(max_length=100)
    jurisdiction: str = Field("", description="Where it was registered, 6 digits.")


class RatingForm(CodeForm):
    of: str = Field(description="office, organ")
    organ: str
    mark: str = Field(description="satisfied, basically_satisfied, unsatisfied")


class CalendarForm(Form):
    """A year as the State Council published it: free working days, and weekends worked instead."""

    year: int = Field(ge=2005, le=2100)
    holidays: list[date] = Field(max_length=100)
    makeup_days: list[date] = Field([], max_length=50)
