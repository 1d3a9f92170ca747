"""What alerts asks of other services, asked of stand-ins over real gRPC."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2_grpc
from grpc_health.v1._async import HealthServicer

from chassis.kernel import Unavailable
from chassis.notify import Notifier
from chassis.peers import Credentials, Metadata, Peers
from onedoor.evaluation.events.v1 import order_events_pb2 as orders
from onedoor.evaluation.v1 import evaluation_service_pb2 as evaluation
from onedoor.identity.v1 import identity_service_pb2 as identity
from onedoor.intake.v1 import intake_service_pb2 as intake
from onedoor.mediation.events.v1 import referral_events_pb2 as referrals
from onedoor.mediation.v1 import mediation_service_pb2 as mediation
from services.alerts.adapters.peers import IdentityContacts, NotifierMessenger, ReplayingOwners
from services.alerts.domain.deadline import Kind
from services.alerts.entrypoints.told import told_of
from services.alerts.usecases.ports import Contact
from tests.alerts.builders import a_clock, a_told_matter
from tests.alerts.entrypoints.test_consumers import SEALED
from tests.builders import an_id

TOKEN: Metadata = (("authorization", "Bearer of alerts"),)


class TokenKnown(Peers):
    """Peers that need not fetch a token."""

    async def metadata(self, jurisdiction: str) -> Metadata:
        return TOKEN


async def contacts(request: Any, context: Any) -> identity.GetContactsResponse:
    (wanted,) = request.organ_roles
    assert ("authorization", "Bearer of alerts") in context.invocation_metadata()
    if (wanted.organ, wanted.role) != ("housing", "head"):
        return identity.GetContactsResponse()
    addresses = [
        identity.Address(channel="phone", address="13800000001"),
        identity.Address(channel="pigeon", address="the loft"),
        identity.Address(channel="email", address="head@housing.test"),
    ]
    contact = identity.Contact(post="housing/head", name="张三", addresses=addresses)
    return identity.GetContactsResponse(contacts=[contact])


async def matters(request: Any, context: Any) -> AsyncIterator[intake.ReplayResponse]:
    yield intake.ReplayResponse(matter=a_told_matter(3, a_clock(), a_clock(2)))
    yield intake.ReplayResponse(sealed=SEALED)


async def all_referrals(request: Any, context: Any) -> AsyncIterator[mediation.ReplayResponse]:
    clock = referrals.Clock(number=1, term="mediation", started="2026-09-01", due="2026-10-01")
    referral = referrals.Referral(referral_id=str(an_id()), version=1, clocks=[clock])
    yield mediation.ReplayResponse(referral=referral)


async def all_orders(request: Any, context: Any) -> AsyncIterator[evaluation.ReplayResponse]:
    clock = orders.Clock(number=1, term="supervision_answer", started="2026-09-01")
    order = orders.Order(order_id=str(an_id()), version=1, clocks=[clock])
    yield evaluation.ReplayResponse(order=order)


def a_door(service: str, asked: Any, call: Any) -> Any:
    """A stand-in that answers one call and no other."""
    name = "GetContacts" if service == "Identity" else "Replay"
    kind = grpc.unary_unary_rpc_method_handler
    if name == "Replay":
        kind = grpc.unary_stream_rpc_method_handler
    method = kind(call, asked.FromString, lambda answer: answer.SerializeToString())
    full_name = f"onedoor.{service.lower()}.v1.{service}Service"
    return grpc.method_handlers_generic_handler(full_name, {name: method})


@asynccontextmanager
async def neighbours() -> AsyncIterator[Peers]:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(
        (
            a_door("Identity", identity.GetContactsRequest, contacts),
            a_door("Intake", intake.ReplayRequest, matters),
            a_door("Mediation", mediation.ReplayRequest, all_referrals),
            a_door("Evaluation", evaluation.ReplayRequest, all_orders),
        )
    )
    health_pb2_grpc.add_HealthServicer_to_server(HealthServicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    everybody = ("identity", "intake", "mediation", "evaluation")
    peers = TokenKnown(
        dict.fromkeys(everybody, f"127.0.0.1:{port}"), Credentials("https://issuer.test", "", "")
    )
    yield peers
    await peers.close()
    await server.stop(None)


async def test_contacts_come_in_the_order_in_which_they_are_to_be_tried() -> None:
    async with neighbours() as peers:
        found = await IdentityContacts(peers).of("420881", "housing", "head")
        nobody = await IdentityContacts(peers).of("420881", "health", "head")

    assert found == [
        Contact("housing/head", "sms", "13800000001"),
        Contact("housing/head", "email", "head@housing.test"),
    ]
    assert nobody == []


def test_an_address_is_not_written_where_a_contact_is() -> None:
    assert "138" not in repr(Contact("housing/head", "sms", "13800000001"))


async def test_a_replay_reads_every_owner_as_its_events_are_read() -> None:
    async with neighbours() as peers:
        owners = ReplayingOwners(peers, told_of)
        await owners.require_all("420881")
        told = [subject async for subject in owners.replay("420881")]

    assert [[d.kind for d in subject.deadlines] for subject in told] == [
        [Kind.MATTER, Kind.MATTER],
        [Kind.MATTER],
        [Kind.REFERRAL],
        [Kind.ORDER],
    ]
    assert [subject.matter.sealed for subject in told if subject.matter] == [False, True]


@pytest.mark.parametrize(
    ("code", "kept"), [(grpc.StatusCode.INTERNAL, True), (grpc.StatusCode.UNAUTHENTICATED, False)]
)
async def test_who_breaks_off_is_named_and_a_rejected_token_is_not_offered_again(
    code: grpc.StatusCode, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def torn(request: Any, context: Any) -> AsyncIterator[mediation.ReplayResponse]:
        await context.abort(code, "gone")
        yield mediation.ReplayResponse()

    monkeypatch.setattr("tests.alerts.adapters.test_peers.all_referrals", torn)
    async with neighbours() as peers:
        peers._tokens["420881"] = (1e12, "known")
        with pytest.raises(Unavailable) as part:
            async for _ in ReplayingOwners(peers, told_of).replay("420881"):
                pass

        assert ("420881" in peers._tokens) is kept
    assert part.value.params["part"] == "mediation"


async def test_an_owner_that_is_away_is_named() -> None:
    nowhere = dict.fromkeys(("identity", "intake", "mediation", "evaluation"), "127.0.0.1:1")
    peers = TokenKnown(nowhere, Credentials("https://issuer.test", "", ""))

    with pytest.raises(Unavailable) as owner:
        await ReplayingOwners(peers, told_of).require_all("420881")
    with pytest.raises(Unavailable) as contacts:
        await IdentityContacts(peers).of("420881", "housing", "head")
    await peers.close()

    assert owner.value.params == {"part": "intake"}
    assert contacts.value.params == {"part": "identity"}


async def test_a_channel_nobody_set_up_is_a_reason_and_no_success() -> None:
    messenger = NotifierMessenger(Notifier({}))

    reason = await messenger.send(Contact("housing/head", "sms", "13800000001"), "title", "body")

    assert reason == "no_channel"
