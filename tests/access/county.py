"""A county with five services in one process, and somebody at every desk that may knock."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import grpc
from httpx import ASGITransport, AsyncClient, Response
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import select

from chassis.attachments import Attachments, open_store
from chassis.events.consumer import Subscription
from chassis.events.inbox import Delivery
from chassis.events.streams import subject
from chassis.notify import Notifier
from chassis.rpc import Refusals
from chassis.runtime import Platform, Service, Settings
from chassis.token import Issuer, Verifier
from chassis.vault import MasterKey, Vault
from launch.assembly import BUILD
from launch.engines import SERVICES, Engines
from onedoor.identity.events.v1 import organisation_events_pb2 as identity
from services.identity.domain.roles import MACHINE_ROLES, Role, permissions_of
from tests.builders import NOON, SHELF, an_id, somewhere
from tests.intake.builders import TREE

ISSUER = "https://issuer.test"
KEY = ECKey.generate_key("P-256", {"kid": "access", "use": "sig"})
AT_ONCE = 500

BUREAU = "petition-bureau"
LEAD = "420881105"
SIBLING = "4208811050"
"""The lead's code is the beginning of this one's; they stand beside each other."""
BELOW = "420881105001"
CO_HANDLER = "hrss"
RETURNED = "housing"
STRANGER = "health"
COUNTY = "county"
DISCIPLINE = "discipline"
BARRED = "emergency"
CENTRE = "mediation-centre"
ORGANS = (BUREAU, LEAD, SIBLING, BELOW, CO_HANDLER, RETURNED, STRANGER, COUNTY)
SEALED_ORGANS = (BUREAU, DISCIPLINE, BARRED, COUNTY, STRANGER)

Roles = tuple[Role, ...]
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Knocker:
    """One person in one post, somewhere; all that the doors are told of them is the token."""

    person: UUID
    roles: Roles
    organ: str
    place: str

    @property
    def post(self) -> str:
        return f"{self.organ}/{'-'.join(self.roles).replace('_', '-')}"

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset(permissions_of(self.roles))

    def __str__(self) -> str:
        return f"{'+'.join(self.roles)} of {self.organ}"


class Keys:
    """What the issuer would publish."""

    async def fetch(self, issuer: Issuer) -> Mapping[str, Any]:
        return {"keys": [KEY.as_dict(private=False)]}


@dataclass
class County:
    """Two places in one installation; `elsewhere` is the one that nobody here may look into."""

    services: Mapping[str, Service]
    channel: grpc.aio.Channel
    here: str
    elsewhere: str
    now: datetime = NOON
    people: dict[tuple[Roles, str, str], Knocker] = field(default_factory=dict)
    tokens: dict[UUID, str] = field(default_factory=dict)
    clients: dict[str, AsyncClient] = field(default_factory=dict)
    carried: set[UUID] = field(default_factory=set)

    def knocker(self, *roles: Role, organ: str = BUREAU, place: str = "") -> Knocker:
        """Whoever is wanted; they hold their post once `employ` has told everybody."""
        key = (roles, organ, place or self.here)
        if key not in self.people:
            self.people[key] = Knocker(an_id(), *key)
        return self.people[key]

    async def employ(self, *people: Knocker) -> None:
        """Let these, or everybody known, hold their posts, as identity would tell it."""
        told = people or tuple(self.people.values())
        for place in {person.place for person in told}:
            events = [_entered(person) for person in told if person.place == place]
            await self._tell(place, events)

    async def found(self) -> None:
        """The organs of 钟祥 in both places, and those whose codes begin alike."""
        organs = [
            identity.OrganEstablished(
                organ=identity.Organ(
                    code=organ.code,
                    version=1,
                    name=organ.name,
                    kind=organ.kind,
                    level=organ.level,
                    parent=organ.parent,
                    external=organ.external,
                    resident=organ.resident,
                )
            )
            for organ in TREE.organs.values()
        ]
        for code, above in ((SIBLING, COUNTY), (BELOW, LEAD)):
            organ = identity.Organ(code=code, version=1, name=code, kind="town", parent=above)
            organs.append(identity.OrganEstablished(organ=organ))
        for place in (self.here, self.elsewhere):
            await self._tell(place, organs)

    async def carry(self) -> None:
        """What the outboxes hold of both places goes to whoever asked for it, in order."""
        for name, service in self.services.items():
            outbox = service.machinery.outbox
            statement = select(outbox).where(
                outbox.c.jurisdiction.in_([self.here, self.elsewhere]),
                outbox.c.event_id.not_in(self.carried),
            )
            async with service.engine.connect() as connection:
                rows = await connection.execute(statement.order_by(outbox.c.position))
            for row in rows:
                self.carried.add(row.event_id)
                for taker in self._takers(name, row.subject):
                    delivery = Delivery(taker.durable, row.jurisdiction, row.event_id)
                    await taker.handle(delivery, taker.read(row.subject, row.payload))

    def _takers(self, producer: str, told: str) -> Iterator[Subscription]:
        place = told.rpartition(".")[2]
        for service in self.services.values():
            for each in service.subscriptions:
                if each.producer == producer and told in {subject(m, place) for m in each.messages}:
                    yield each

    async def _tell(self, place: str, events: Sequence[Any]) -> None:
        for service in self.services.values():
            durable = f"{service.name}-keep-organisation"
            subscription = next(s for s in service.subscriptions if s.durable == durable)
            assert subscription.handle_all
            for start in range(0, len(events), AT_ONCE):
                batch = events[start : start + AT_ONCE]
                await subscription.handle_all(
                    [(Delivery(durable, place, an_id()), event) for event in batch]
                )

    def token(self, knocker: Knocker, place: str = "", lasts: timedelta = timedelta(1)) -> str:
        """Signed by the issuer that everybody trusts; kept, since signing costs."""
        usual = not place and lasts == timedelta(1)
        if usual and knocker.person in self.tokens:
            return self.tokens[knocker.person]
        said = {
            "iss": ISSUER,
            "aud": "onedoor",
            "sub": str(knocker.person),
            "jurisdiction": place or knocker.place,
            "exp": int((self.now + lasts).timestamp()),
        }
        made = _signed(said)
        if usual:
            self.tokens[knocker.person] = made
        return made

    async def ask(
        self,
        service: str,
        method: str,
        path: str,
        by: Knocker | str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Response:
        """`by` somebody, with a token of any kind, or nobody."""
        sent = {"accept-language": "en"} | dict(headers or {})
        if by is not None:
            token = by if isinstance(by, str) else self.token(by)
            sent["authorization"] = f"Bearer {token}"
        return await self.clients[service].request(method, path, headers=sent, **more)

    async def call(self, method: Any, request: Any, by: Knocker | str | None) -> Any:
        return await method(request, metadata=self.metadata(by))

    def metadata(self, by: Knocker | str | None) -> tuple[tuple[str, str], ...]:
        if by is None:
            return ()
        token = by if isinstance(by, str) else self.token(by)
        return (("authorization", f"Bearer {token}"),)

    @cached_property
    def clerks(self) -> Mapping[str, Knocker]:
        """By organ: one who may do whatever people may, and sees what is their organ's alone."""
        seeing_all = {Role.LEADER, Role.SUPERVISOR}
        roles = tuple(role for role in Role if role not in MACHINE_ROLES | seeing_all)
        return {organ: self.knocker(*roles, organ=organ) for organ in self.everybody}

    @cached_property
    def everybody(self) -> Mapping[str, Knocker]:
        """By organ: one who holds every role there is for people, to bring things about."""
        people = tuple(role for role in Role if role not in MACHINE_ROLES)
        organs = dict.fromkeys((*ORGANS, *SEALED_ORGANS, CENTRE))
        return {organ: self.knocker(*people, organ=organ) for organ in organs}


@asynccontextmanager
async def open_county(engines: Engines, folder: Path) -> AsyncIterator[County]:
    platform = Platform(
        settings=Settings(
            databases={name: engines.database(name) for name in SERVICES},
            buses={},
            peers=dict.fromkeys(SERVICES, "127.0.0.1:9"),
            issuer=ISSUER,
            http_port=0,
            grpc_port=0,
        ),
        tokens=Verifier([Issuer(ISSUER)], Keys(), lambda: NOON),
        vault=Vault(MasterKey(b"k" * 32)),
        notifier=Notifier({}),
        attachments=Attachments(open_store(folder.as_uri())),
        now=lambda: NOON,
    )
    services = {name: BUILD[name](platform, SHELF) for name in SERVICES}
    server = grpc.aio.server(interceptors=[Refusals()])
    for service in services.values():
        service.register_rpc(server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        county = County(services, channel, somewhere(), somewhere())
        county.clients = {name: _browser(service) for name, service in services.items()}
        await county.found()
        yield county
        for client in county.clients.values():
            await client.aclose()
    await server.stop(None)
    for service in services.values():
        await service.engine.dispose()


def _browser(service: Service) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(service.rest), base_url="http://door.test")


def _signed(said: Told) -> str:
    return jws.serialize_compact({"alg": "ES256", "kid": "access"}, json.dumps(said), KEY)


def _entered(knocker: Knocker) -> identity.PersonEntered:
    post = identity.Post(
        code=knocker.post,
        organ=knocker.organ,
        roles=list(knocker.roles),
        permissions=sorted(knocker.permissions),
        since="2020-01-01",
    )
    told = identity.Person(person_id=str(knocker.person), version=1, posts=[post], active=True)
    return identity.PersonEntered(person=told)


def each_role() -> Iterator[Roles]:
    yield from ((role,) for role in Role)


def named_for_accusations() -> Iterable[Roles]:
    """Each role, held by somebody who is named to handle accusations too."""
    people = (r for r in Role if r not in {Role.SERVICE, Role.IMPORTER, Role.ACCUSATION_HANDLER})
    return [(role, Role.ACCUSATION_HANDLER) for role in people]
