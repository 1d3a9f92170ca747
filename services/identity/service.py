"""Identity, assembled: the only file that knows its rules and its machinery."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import answers, rest
from chassis.access import Access
from chassis.events.inbox import Parking
from chassis.kernel import NotFound, Principal, new_id
from chassis.organisation import Directory, organisation_subscription
from chassis.rest import Repeats, answer_of
from chassis.runtime import Platform, Service
from law.calendar import day_of
from law.rulebook import Rulebooks
from onedoor.identity.v1 import identity_service_pb2 as pb
from onedoor.identity.v1.identity_service_pb2_grpc import add_IdentityServiceServicer_to_server
from services.identity.adapters.attempts import PostgresAttempts
from services.identity.adapters.passwords import Argon2Passwords
from services.identity.adapters.postgres import PostgresLogins, transaction
from services.identity.adapters.signing import PostgresSigner
from services.identity.adapters.sweeping import PostgresSweeper
from services.identity.adapters.tables import machinery
from services.identity.domain.forms import ClientForm, PersonForm
from services.identity.domain.organ import Organ
from services.identity.domain.particulars import OrganForm
from services.identity.domain.person import Person
from services.identity.entrypoints import elsewhere, oidc
from services.identity.entrypoints.jobs import Housekeeping
from services.identity.entrypoints.rest import router
from services.identity.entrypoints.rpc import IdentityServicer
from services.identity.entrypoints.views import OrganView, PersonView
from services.identity.queries import Queries
from services.identity.settings import Settings
from services.identity.usecases import Ports, found_jurisdiction
from services.identity.usecases.ports import Realm


def ports_of(platform: Platform, engine: AsyncEngine) -> Ports:
    """What the use cases need; an installer that founds a jurisdiction needs no more."""
    issuer, settings = platform.settings.issuer, Settings()
    return Ports(
        transaction=partial(transaction, engine, platform.vault),
        logins=PostgresLogins(engine),
        attempts=PostgresAttempts(engine, platform.vault),
        passwords=Argon2Passwords(),
        signer=PostgresSigner(engine, platform.vault, issuer, platform.now, new_id),
        applications=settings.applications(issuer),
        issuer=issuer,
        is_issuer=platform.settings.built_in_issuer,
        realm=None if platform.settings.built_in_issuer else _realm(settings, issuer),
        now=platform.now,
        new_id=new_id,
    )


def _realm(settings: Settings, issuer: str) -> Realm | None:
    secret = settings.realm_secret.get_secret_value()
    if not secret:
        return None
    from services.identity.adapters.keycloak import KeycloakRealm  # noqa: PLC0415 - slow to import

    return KeycloakRealm(settings.realm or issuer, settings.realm_client, secret)


async def found(
    platform: Platform,
    jurisdiction: str,
    organs: Sequence[OrganForm],
    people: Sequence[PersonForm] = (),
    clients: Sequence[ClientForm] = (),
) -> None:
    """What an installer calls at every start, before or beside the running service."""
    engine = platform.engine("identity")
    try:
        ports = ports_of(platform, engine)
        await found_jurisdiction(ports, jurisdiction, organs, people, clients)
    finally:
        await engine.dispose()


async def rotate_signing_key(platform: Platform) -> None:
    """What the operator calls. All places are signed for by one key, so no place's people may."""
    engine = platform.engine("identity")
    try:
        await ports_of(platform, engine).signer.rotate(platform.now(), only_if_due=False)
    finally:
        await engine.dispose()


def build(platform: Platform, _: Rulebooks) -> Service:
    """All services are built alike; who works where is said by no rulebook."""
    engine = platform.engine("identity")
    ports = ports_of(platform, engine)
    queries = Queries(engine, platform.vault, platform.now)
    directory = Directory(
        engine, machinery.organs, machinery.people, today=lambda: day_of(platform.now())
    )
    access = Access(platform.tokens, directory)
    app = rest.app("Identity", access, _repeats(engine, queries))
    app.state.ports = ports
    app.state.queries = queries
    app.include_router(router)
    app.include_router((oidc if platform.settings.built_in_issuer else elsewhere).router)
    sweeper = PostgresSweeper(engine, PostgresAttempts(engine, platform.vault))
    housekeeping = Housekeeping(ports, lambda: sweeper.sweep(platform.now()))
    servicer = IdentityServicer(queries, access)
    return Service(
        name="identity",
        engine=engine,
        machinery=machinery,
        rest=app,
        register_rpc=partial(add_IdentityServiceServicer_to_server, servicer),
        rpc_names=(pb.DESCRIPTOR.services_by_name["IdentityService"].full_name,),
        subscriptions=(
            organisation_subscription(
                "identity",
                engine,
                (machinery.organs, machinery.people),
                Parking(engine, machinery.parked),
            ),
        ),
        jobs=housekeeping.jobs(),
        last_event_stays=True,
    )


def _repeats(engine: AsyncEngine, queries: Queries) -> Repeats:
    async def organ(actor: Principal, organ_id: UUID, _: str) -> OrganView:
        found = await queries.get_organ(actor, organ_id)
        if found is None:
            raise NotFound
        return OrganView.of(found)

    async def person(actor: Principal, person_id: UUID, _: str) -> PersonView:
        return PersonView.of(await queries.get_person(actor, person_id))

    return Repeats(
        find=partial(answers.find, engine, machinery.answers),
        render=answer_of({Organ.kind: organ, Person.kind: person}),
    )
