"""Organs, people and sign-ins that identity's tests talk about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from httpx import AsyncClient, HTTPError, Response

from chassis.events.inbox import Delivery
from chassis.kernel import Principal, new_id
from chassis.organisation import Keeper
from chassis.runtime import Service
from chassis.token import Issuer
from onedoor.identity.events.v1 import organisation_events_pb2 as pb
from services.identity.adapters.tables import machinery
from services.identity.domain.application import Application, Applications
from services.identity.domain.authorization import challenge_of
from services.identity.domain.forms import ClientForm, PersonForm, PostForm
from services.identity.domain.founder import founder
from services.identity.domain.organ import Organ
from services.identity.domain.particulars import OrganForm, Particulars
from services.identity.domain.permissions import REPLAY_JOURNAL
from services.identity.domain.person import Person
from services.identity.usecases import Ports, found_jurisdiction
from tests.builders import NOON, an_id

ISSUER = "http://door.test/api/identity"
CALLBACK = "http://door.test/callback"
PASSWORD = "推开这一扇门 2026"
SECRET = "a-secret-of-a-machine-0123456789"
VERIFIER = "v" * 43
WEB = Application(
    "onedoor-web", "工作台", "staff client", (CALLBACK,), after_sign_out=("http://door.test/",)
)
CLI = Application("onedoor-cli", "命令行", "command line", loopback_paths=("/callback",))
APPLICATIONS = Applications((WEB, CLI))

COUNTY = OrganForm("county", "钟祥市人民政府", "government", "county")
BUREAU = OrganForm("petition-bureau", "市信访局", "bureau", "county", "county", resident=True)
HOUSING = OrganForm("housing", "市住建局", "bureau", "county", "county", resident=True)
TREE = (COUNTY, BUREAU, HOUSING)


@dataclass
class Clock:
    """Stands at noon until a test lets time pass."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class KeysOverAsgi:
    """The issuer's keys as other services get them, over the app instead of a socket."""

    client: AsyncClient | None = None

    async def fetch(self, issuer: Issuer) -> Mapping[str, Any]:
        if self.client is None:
            raise HTTPError("nobody listens yet")
        about = (await self.client.get(f"{issuer.url}/.well-known/openid-configuration")).json()
        keys: Mapping[str, Any] = (await self.client.get(about["jwks_uri"])).json()
        return keys


def an_organ(form: OrganForm = HOUSING, jurisdiction: str = "420881") -> Organ:
    return Organ.establish(
        jurisdiction, form.code, Particulars.read(form), by=founder(jurisdiction), now=NOON
    )


def a_person(jurisdiction: str = "420881", *, machine: bool = False) -> Person:
    person = Person.enter(
        jurisdiction,
        an_id(),
        login="zhou.min",
        name="周敏",
        contacts=[("email", "zhou@example.test")],
        machine=machine,
        by=founder(jurisdiction),
        now=NOON,
    )
    person.take_facts()
    return person


def a_login(jurisdiction: str, name: str = "zhou") -> str:
    """Login names are unique in the whole house, and tests share one."""
    return f"{name}.{jurisdiction}"


def a_form(jurisdiction: str, name: str = "zhou", *posts: PostForm) -> PersonForm:
    return PersonForm(
        login=a_login(jurisdiction, name),
        name="周敏",
        contacts=(("email", "zhou@example.test"), ("phone", "13800000000")),
        posts=posts or (PostForm("housing/handler-1", ("handler",)),),
        password=PASSWORD,
    )


def a_client(jurisdiction: str, name: str = "hotline", role: str = "importer") -> ClientForm:
    post = PostForm(f"petition-bureau/{name}", (role,))
    return ClientForm(a_login(jurisdiction, name), name, post, SECRET)


def ports_of(service: Service) -> Ports:
    ports: Ports = service.rest.state.ports
    return ports


async def founded(service: Service, here: str) -> None:
    """A county of three organs with a handler, an administrator and a machine."""
    administrator = PostForm("petition-bureau/admin", ("administrator",))
    await found_jurisdiction(
        ports_of(service),
        here,
        TREE,
        [a_form(here), a_form(here, "admin", administrator)],
        [a_client(here), a_client(here, "rebuilder", "service")],
    )
    await catch_up(service, here)


async def catch_up(service: Service, here: str) -> None:
    """What the streams would bring, brought by a replay: both tell the same."""
    keeper = Keeper(service.engine, machinery.organs, machinery.people)
    may = frozenset({REPLAY_JOURNAL})
    rebuilder = Principal(an_id(), "onedoor/rebuilder", "onedoor", here, may)
    async for state in service.rest.state.queries.replay(rebuilder):
        event = (
            pb.OrganChanged(organ=state)
            if isinstance(state, pb.Organ)
            else pb.PersonChanged(person=state)
        )
        await keeper.keep(Delivery("identity-keep-organisation", here, new_id(NOON)), event)


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorization request as the staff client makes it."""

    client_id: str = "onedoor-web"
    redirect_uri: str = CALLBACK
    response_type: str = "code"
    scope: str = "openid"
    state: str = "st-1"
    nonce: str = "n-1"
    code_challenge: str = challenge_of(VERIFIER)
    code_challenge_method: str = "S256"
    prompt: str = ""

    def but(self, **changed: str) -> dict[str, str]:
        changed_request = replace(self, **changed)
        sent = {name: getattr(changed_request, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in sent.items() if value}


async def sign_in(
    browser: AsyncClient, login: str, password: str = PASSWORD, **changed: str
) -> Response:
    """Open the page and send its form."""
    sent = Asked().but(**changed)
    page = await browser.get(f"{ISSUER}/oauth2/authorize", params=sent)
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token, page.text
    form = {"login": login, "password": password, "form_token": token[1]}
    return await browser.post(f"{ISSUER}/oauth2/authorize", params=sent, data=form)


def answered(response: Response) -> dict[str, str]:
    """What was sent back to the application in the redirect."""
    assert response.status_code == 303, response.text
    return {
        name: values[0]
        for name, values in parse_qs(urlsplit(response.headers["location"]).query).items()
    }


async def trade(browser: AsyncClient, code: str, **changed: str) -> Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": "onedoor-web",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    return await browser.post(f"{ISSUER}/oauth2/token", data=form | changed)


async def tokens_of(browser: AsyncClient, login: str) -> dict[str, str]:
    code = answered(await sign_in(browser, login))["code"]
    issued: dict[str, str] = (await trade(browser, code)).json()
    return issued


def bearer(token: str, post: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | ({"OneDoor-Post": post} if post else {})


def an_administrator(jurisdiction: str, person: UUID | None = None) -> Principal:
    return replace(founder(jurisdiction), person=person or an_id())
