"""What identity's REST requests and answers look like."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.kernel import Refusal, as_code
from services.identity.domain.forms import ClientForm, PersonForm, PostForm
from services.identity.domain.organ import Organ
from services.identity.domain.particulars import OrganForm
from services.identity.domain.person import Person
from services.identity.domain.post import Post
from services.identity.queries import Me, PersonLine


class OrganBody(BaseModel):
    """Texts as they were handed in: what is wrong with one is said by the rules, with a code."""

    name: str
    kind: str
    level: str
    parent: str = ""
    external: bool = False
    resident: bool = False
    resident_since: str = ""
    resident_until: str = ""
    successor: str = ""

    def form(self, code: str) -> OrganForm:
        return OrganForm(
            code=code, **OrganBody.model_dump(self, include=set(OrganBody.model_fields))
        )


class NewOrganBody(OrganBody):
    code: str


class OrganView(BaseModel):
    id: UUID
    code: str
    version: int
    name: str
    kind: str
    level: str
    parent: str
    external: bool
    resident: bool
    resident_since: date | None
    resident_until: date | None
    successor: str

    @classmethod
    def of(cls, organ: Organ) -> Self:
        about = organ.particulars
        return cls(
            id=organ.id,
            code=organ.code,
            version=organ.version,
            name=about.name,
            kind=about.kind,
            level=about.level,
            parent=about.parent,
            external=about.external,
            resident=about.resident,
            resident_since=about.resident_since,
            resident_until=about.resident_until,
            successor=about.successor,
        )


class OrganPage(BaseModel):
    organs: list[OrganView]
    next_page_token: str


class Branch(BaseModel):
    """An organ with all that stands below it."""

    code: str
    name: str
    level: str
    resident: bool
    external: bool
    below: list["Branch"]


def tree_of(organs: Sequence[Organ]) -> list[Branch]:
    branches = {
        organ.code: Branch(
            code=organ.code,
            name=organ.particulars.name,
            level=organ.particulars.level,
            resident=organ.particulars.resident,
            external=organ.particulars.external,
            below=[],
        )
        for organ in organs
    }
    tops: list[Branch] = []
    for organ in organs:
        above = branches.get(organ.particulars.parent)
        (above.below if above else tops).append(branches[organ.code])
    return tops


class EstablishedView(BaseModel):
    """One row of a batch: entered, there already, or why it was refused."""

    code: str
    outcome: str
    organ: OrganView | None = None
    refusal: str | None = None
    detail: str | None = None

    @classmethod
    def of(cls, code: str, outcome: Organ | Refusal | None, language: str) -> Self:
        if outcome is None:
            return cls(code=code, outcome="there_already")
        if isinstance(outcome, Refusal):
            detail = outcome.say(language)
            refused = as_code(code)
            return cls(code=refused, outcome="refused", refusal=outcome.code, detail=detail)
        return cls(code=code, outcome="established", organ=OrganView.of(outcome))


class ContactBody(BaseModel):
    channel: str
    address: str = Field(repr=False)


class PostBody(BaseModel):
    """A post's code is organ/duty."""

    code: str
    roles: list[str]

    def form(self) -> PostForm:
        return PostForm(self.code, tuple(self.roles))


class PersonBody(BaseModel):
    login: str
    name: str = Field(repr=False)
    contacts: list[ContactBody] = Field(default_factory=list)
    posts: list[PostBody] = Field(default_factory=list)
    password: str = Field(default="", repr=False)

    def form(self) -> PersonForm:
        return PersonForm(
            login=self.login,
            name=self.name,
            contacts=pairs(self.contacts),
            posts=tuple(post.form() for post in self.posts),
            password=self.password,
        )


class ClientBody(BaseModel):
    client_id: str
    name: str
    post: PostBody

    def form(self) -> ClientForm:
        return ClientForm(self.client_id, self.name, self.post.form())


class TakenPostBody(BaseModel):
    """Without a last day the post ends at once."""

    code: str
    last_day: date | None = None


class ContactsBody(BaseModel):
    contacts: list[ContactBody]


class PasswordBody(BaseModel):
    """`current` is asked of those who change their own."""

    password: str = Field(repr=False)
    current: str = Field(default="", repr=False)


def pairs(contacts: Sequence[ContactBody]) -> tuple[tuple[str, str], ...]:
    return tuple((contact.channel, contact.address) for contact in contacts)


class ContactView(BaseModel):
    channel: str
    address: str


class PostView(BaseModel):
    code: str
    organ: str
    roles: list[str]
    permissions: list[str]
    since: date
    until: date | None

    @classmethod
    def of(cls, post: Post) -> Self:
        return cls(
            code=post.code,
            organ=post.organ,
            roles=list(post.roles),
            permissions=list(post.permissions),
            since=post.since,
            until=post.until,
        )


class PersonView(BaseModel):
    """Login name and addresses are absent for those who do not keep the staff list."""

    id: UUID
    version: int
    name: str
    login: str | None
    machine: bool
    active: bool
    posts: list[PostView]
    contacts: list[ContactView]

    @classmethod
    def of(cls, line: PersonLine) -> Self:
        person: Person = line.person
        return cls(
            id=person.id,
            version=person.version,
            name=line.name,
            login=person.login if line.in_full else None,
            machine=person.machine,
            active=person.active,
            posts=[PostView.of(post) for post in person.posts],
            contacts=_contacts(line.contacts),
        )


class PersonPage(BaseModel):
    persons: list[PersonView]
    next_page_token: str


class ClientView(BaseModel):
    """The secret is shown this once."""

    id: UUID
    client_id: str
    client_secret: str


class MyPostView(PostView):
    organ_name: str


class MeView(BaseModel):
    """Who a token speaks of, and the posts to choose from with the header OneDoor-Post."""

    id: UUID
    jurisdiction: str
    login: str
    name: str
    machine: bool
    posts: list[MyPostView]
    contacts: list[ContactView]

    @classmethod
    def of(cls, me: Me) -> Self:
        return cls(
            id=me.person.id,
            jurisdiction=me.person.jurisdiction,
            login=me.person.login,
            name=me.name,
            machine=me.person.machine,
            posts=[
                MyPostView(
                    **PostView.of(post).model_dump(),
                    organ_name=me.organ_names.get(post.organ, post.organ),
                )
                for post in me.posts
            ],
            contacts=_contacts(me.contacts),
        )


def _contacts(contacts: Sequence[tuple[str, str]]) -> list[ContactView]:
    return [ContactView(channel=channel, address=address) for channel, address in contacts]
