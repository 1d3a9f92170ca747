"""The organisation over HTTP: translate, call one use case, translate back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request

from chassis.access import Access
from chassis.pages import page, token
from chassis.rest import Actor, PageSize, PageToken, language_of, wired
from services.identity import usecases
from services.identity.entrypoints.views import (
    Branch,
    ClientBody,
    ClientView,
    ContactsBody,
    EstablishedView,
    MeView,
    NewOrganBody,
    OrganBody,
    OrganPage,
    OrganView,
    PasswordBody,
    PersonBody,
    PersonPage,
    PersonView,
    PostBody,
    TakenPostBody,
    pairs,
    tree_of,
)
from services.identity.queries import Queries
from services.identity.usecases import Ports

router = APIRouter(prefix="/v1")

IdentityPorts = Annotated[Ports, wired("ports")]
IdentityQueries = Annotated[Queries, wired("queries")]
IdentityAccess = Annotated[Access, wired("access")]


@router.get("/me")
async def who_am_i(
    access: IdentityAccess,
    queries: IdentityQueries,
    authorization: Annotated[str, Header()] = "",
) -> MeView:
    """Who the token speaks of, with the posts held today. Needs no post chosen."""
    return MeView.of(await queries.me(await access.claims(authorization)))


@router.post("/organs:establish")
async def establish_organs(
    bodies: list[NewOrganBody], actor: Actor, ports: IdentityPorts, request: Request
) -> list[EstablishedView]:
    """Enter many organs at once; each row is taken or refused alone."""
    outcomes = await usecases.establish_organs(
        ports, actor, [body.form(body.code) for body in bodies]
    )
    return [
        EstablishedView.of(body.code, outcome, language_of(request))
        for body, outcome in zip(bodies, outcomes, strict=True)
    ]


@router.post("/organs/{code}:change")
async def change_organ(code: str, body: OrganBody, actor: Actor, ports: IdentityPorts) -> OrganView:
    """Say anew all that is said of an organ beside its code."""
    return OrganView.of(await usecases.change_organ(ports, actor, body.form(code)))


@router.get("/organs")
async def list_organs(
    actor: Actor, queries: IdentityQueries, page_size: PageSize = 50, page_token: PageToken = ""
) -> OrganPage:
    """The organs of the jurisdiction in the order of their codes."""
    wanted = page(page_size, page_token, tuple[str])
    organs = await queries.list_organs(actor.jurisdiction, wanted)
    following = token((organs[-1].code,)) if len(organs) == page_size else ""
    return OrganPage(organs=[OrganView.of(o) for o in organs], next_page_token=following)


@router.get("/organs:tree")
async def organ_tree(actor: Actor, queries: IdentityQueries) -> list[Branch]:
    """All organs as they stand below each other, those above the county on top."""
    return tree_of(await queries.list_organs(actor.jurisdiction))


@router.post("/persons", status_code=201)
async def enter_person(
    body: PersonBody, actor: Actor, ports: IdentityPorts, queries: IdentityQueries
) -> PersonView:
    """Enter a person, with posts and a first password if they are known."""
    person = await usecases.enter_person(ports, actor, body.form())
    return await _view(person.id, actor, queries)


@router.get("/persons")
async def list_persons(
    actor: Actor, queries: IdentityQueries, page_size: PageSize = 50, page_token: PageToken = ""
) -> PersonPage:
    """The people of your organ; everybody for those who keep the staff list."""
    wanted = page(page_size, page_token, tuple[UUID])
    lines = await queries.list_persons(actor, wanted)
    following = token((lines[-1].person.id,)) if len(lines) == page_size else ""
    return PersonPage(persons=[PersonView.of(line) for line in lines], next_page_token=following)


@router.get("/persons/{person_id}")
async def get_person(person_id: UUID, actor: Actor, queries: IdentityQueries) -> PersonView:
    """One person, as far as you may see them."""
    return await _view(person_id, actor, queries)


@router.post("/persons/{person_id}:give_post")
async def give_post(
    person_id: UUID, body: PostBody, actor: Actor, ports: IdentityPorts, queries: IdentityQueries
) -> PersonView:
    """Give a person a post, from today on."""
    await usecases.give_post(ports, actor, person_id, body.form())
    return await _view(person_id, actor, queries)


@router.post("/persons/{person_id}:take_post")
async def take_post(
    person_id: UUID,
    body: TakenPostBody,
    actor: Actor,
    ports: IdentityPorts,
    queries: IdentityQueries,
) -> PersonView:
    """End a post, at once or after a last day."""
    await usecases.take_post(ports, actor, person_id, body.code, body.last_day)
    return await _view(person_id, actor, queries)


@router.post("/persons/{person_id}:change_contacts")
async def change_contacts(
    person_id: UUID,
    body: ContactsBody,
    actor: Actor,
    ports: IdentityPorts,
    queries: IdentityQueries,
) -> PersonView:
    """Say anew how a person is reached: your own addresses, or others' if you keep the list."""
    await usecases.change_contacts(ports, actor, person_id, pairs(body.contacts))
    return await _view(person_id, actor, queries)


@router.post("/persons/{person_id}:deactivate")
async def deactivate_person(
    person_id: UUID, actor: Actor, ports: IdentityPorts, queries: IdentityQueries
) -> PersonView:
    """End all posts and every sign-in of a person."""
    await usecases.deactivate_person(ports, actor, person_id)
    return await _view(person_id, actor, queries)


@router.post("/persons/{person_id}:set_password", status_code=204)
async def set_password(
    person_id: UUID, body: PasswordBody, actor: Actor, ports: IdentityPorts
) -> None:
    """Set a new password; whatever is signed in with the old one ends."""
    await usecases.set_password(ports, actor, person_id, body.password, body.current)


@router.post("/clients", status_code=201)
async def enter_client(body: ClientBody, actor: Actor, ports: IdentityPorts) -> ClientView:
    """Let a machine in. Its secret is in this answer and nowhere else."""
    machine, complete = await usecases.enter_client(ports, actor, body.form())
    return ClientView(id=machine.id, client_id=machine.login, client_secret=complete.secret)


async def _view(person_id: UUID, actor: Actor, queries: Queries) -> PersonView:
    return PersonView.of(await queries.get_person(actor, person_id))
