"""Identity over gRPC, on real sockets, as alerts and rebuilders call it."""

from collections.abc import AsyncIterator

import grpc
import pytest
from httpx import AsyncClient

from chassis.rpc import Refusals
from chassis.runtime import Service
from onedoor.identity.v1 import identity_service_pb2 as pb
from onedoor.identity.v1 import identity_service_pb2_grpc as wire
from tests.builders import somewhere
from tests.identity.builders import ISSUER, SECRET, a_login, founded, tokens_of

pytestmark = pytest.mark.engines


@pytest.fixture
async def here(service: Service) -> str:
    here = somewhere()
    await founded(service, here)
    return here


@pytest.fixture
async def stub(service: Service) -> "AsyncIterator[wire.IdentityServiceAsyncStub]":
    server = grpc.aio.server(interceptors=[Refusals()])
    service.register_rpc(server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield wire.IdentityServiceStub(channel)
    await server.stop(grace=None)


async def as_machine(
    browser: AsyncClient, here: str, name: str = "rebuilder"
) -> tuple[tuple[str, str]]:
    form = {"grant_type": "client_credentials"}
    answer = await browser.post(
        f"{ISSUER}/oauth2/token", data=form, auth=(a_login(here, name), SECRET)
    )
    return (("authorization", f"Bearer {answer.json()['access_token']}"),)


async def test_organs_are_listed(
    browser: AsyncClient, stub: "wire.IdentityServiceAsyncStub", here: str
) -> None:
    listed = await stub.ListOrgans(
        pb.ListOrgansRequest(), metadata=await as_machine(browser, here, "hotline")
    )

    assert [organ.code for organ in listed.organs] == ["county", "housing", "petition-bureau"]


async def test_whoever_holds_a_role_is_found_with_their_addresses(
    browser: AsyncClient, stub: "wire.IdentityServiceAsyncStub", here: str
) -> None:
    metadata = await as_machine(browser, here)
    by_role = await stub.GetContacts(
        pb.GetContactsRequest(organ_roles=[pb.OrganRole(organ="housing", role="handler")]),
        metadata=metadata,
    )
    by_post = await stub.GetContacts(
        pb.GetContactsRequest(posts=["housing/handler-1", "housing/nobody"]), metadata=metadata
    )

    assert by_role == by_post
    (contact,) = by_role.contacts
    assert (contact.name, contact.post) == ("周敏", "housing/handler-1")
    assert [(a.channel, a.address) for a in contact.addresses] == [
        ("email", "zhou@example.test"),
        ("phone", "13800000000"),
    ]


async def test_nobody_is_asked_for_and_nobody_is_found(
    browser: AsyncClient, stub: "wire.IdentityServiceAsyncStub", here: str
) -> None:
    found = await stub.GetContacts(
        pb.GetContactsRequest(), metadata=await as_machine(browser, here)
    )

    assert not found.contacts


async def test_addresses_take_a_permission(
    browser: AsyncClient, stub: "wire.IdentityServiceAsyncStub", here: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await stub.GetContacts(
            pb.GetContactsRequest(posts=["housing/handler-1"]),
            metadata=await as_machine(browser, here, "hotline"),
        )

    assert refusal.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_replay_tells_all_organs_and_people_of_one_county(
    browser: AsyncClient, service: Service, stub: "wire.IdentityServiceAsyncStub", here: str
) -> None:
    await founded(service, somewhere())
    metadata = await as_machine(browser, here)
    told = [state async for state in stub.Replay(pb.ReplayRequest(), metadata=metadata)]
    people = [state.person for state in told if state.WhichOneof("state") == "person"]

    assert len(told) == 3 + 4
    assert people == sorted(people, key=lambda person: person.person_id)
    rest = stub.Replay(pb.ReplayRequest(after_person_id=people[1].person_id), metadata=metadata)
    assert [state.person async for state in rest] == people[2:]


async def test_a_person_may_not_replay(
    browser: AsyncClient, stub: "wire.IdentityServiceAsyncStub", here: str
) -> None:
    token = (await tokens_of(browser, a_login(here)))["access_token"]
    replay = stub.Replay(pb.ReplayRequest(), metadata=(("authorization", f"Bearer {token}"),))
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        async for _ in replay:
            pass

    assert refusal.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_without_a_token_nothing_is_told(stub: "wire.IdentityServiceAsyncStub") -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await stub.ListOrgans(pb.ListOrgansRequest())

    assert refusal.value.code() is grpc.StatusCode.UNAUTHENTICATED
