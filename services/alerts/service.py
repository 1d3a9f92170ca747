"""Alerts, assembled: the only file that knows its rules and its machinery."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import get_args

from google.protobuf.message import Message

from chassis import rest
from chassis.access import Access
from chassis.events.consumer import Subscription
from chassis.events.inbox import Delivery, Parking
from chassis.jobs import Job
from chassis.kernel import new_id
from chassis.organisation import Directory, organisation_subscription
from chassis.runtime import Platform, Service
from law.calendar import day_of
from law.rulebook import Rulebooks
from onedoor.alerts.v1 import alerts_service_pb2 as pb
from onedoor.alerts.v1.alerts_service_pb2_grpc import add_AlertsServiceServicer_to_server
from services.alerts.adapters.peers import IdentityContacts, NotifierMessenger, ReplayingOwners
from services.alerts.adapters.postgres import Postgres
from services.alerts.adapters.tables import machinery
from services.alerts.entrypoints import consumers
from services.alerts.entrypoints.jobs import Rounds
from services.alerts.entrypoints.rest import router
from services.alerts.entrypoints.rpc import AlertsServicer
from services.alerts.entrypoints.told import told_of
from services.alerts.queries import BoardQueries, DigestQueries, RateQueries
from services.alerts.queries.watch import Watch
from services.alerts.usecases import Ports

TURN_SECONDS = 60.0
RECOUNT_SECONDS = 3600.0
DELIVER_SECONDS = 5.0

Changed = Callable[..., Awaitable[None]]
"""A consumer: ports, jurisdiction, then one event or many."""


def build(platform: Platform, rulebooks: Rulebooks) -> Service:
    engine, peers = platform.engine("alerts"), platform.peers("alerts")
    postgres = Postgres(engine)
    ports = Ports(
        transaction=postgres.transaction,
        rebuilding=postgres.rebuilding,
        rules=rulebooks.current,
        now=platform.now,
        new_id=lambda: new_id(platform.now()),
        contacts=IdentityContacts(peers),
        messenger=NotifierMessenger(platform.notifier),
        owners=ReplayingOwners(peers, told_of),
    )
    directory = Directory(
        engine, machinery.organs, machinery.people, today=lambda: day_of(platform.now())
    )
    access = Access(platform.tokens, directory)
    board = BoardQueries(engine)
    digest = DigestQueries(engine, rulebooks.current, platform.now)
    app = rest.app("Alerts", access)
    app.state.ports = ports
    app.state.board = board
    app.state.rates = RateQueries(engine, rulebooks.current, platform.now)
    app.state.digest = digest
    app.state.watch = Watch(board)
    app.include_router(router)
    rounds = Rounds(ports, postgres.places)
    return Service(
        name="alerts",
        engine=engine,
        machinery=machinery,
        rest=app,
        register_rpc=partial(
            add_AlertsServiceServicer_to_server, AlertsServicer(ports, board, digest, access)
        ),
        rpc_names=(pb.DESCRIPTOR.services_by_name["AlertsService"].full_name,),
        subscriptions=_subscriptions(postgres, ports),
        jobs=(
            Job("alerts-turn-days", TURN_SECONDS, rounds.turn_days),
            Job("alerts-recount", RECOUNT_SECONDS, rounds.recount),
            Job("alerts-deliver", DELIVER_SECONDS, rounds.deliver),
        ),
        peers=peers,
    )


def _subscriptions(postgres: Postgres, ports: Ports) -> tuple[Subscription, ...]:
    parking = Parking(postgres.engine, machinery.parked)

    def keeping(
        durable: str, producer: str, messages: tuple[type[Message], ...], on: Changed
    ) -> Subscription:
        async def handle(delivery: Delivery, event: Message) -> None:
            claiming = partial(postgres.handling, delivery)
            await on(replace(ports, transaction=claiming), delivery.jurisdiction, event)

        async def handle_all(told: Sequence[tuple[Delivery, Message]]) -> None:
            deliveries = [delivery for delivery, _ in told]
            claiming = replace(ports, transaction=partial(postgres.handling_all, deliveries))
            await on(claiming, deliveries[0].jurisdiction, *(event for _, event in told))

        return Subscription(durable, producer, messages, handle, parking, handle_all)

    return (
        keeping(
            "alerts-keep-deadlines",
            "intake",
            get_args(consumers.MatterEvent),
            consumers.on_matter_changed,
        ),
        keeping(
            "alerts-keep-referrals",
            "mediation",
            get_args(consumers.ReferralEvent),
            consumers.on_referral_changed,
        ),
        keeping(
            "alerts-keep-orders",
            "evaluation",
            get_args(consumers.OrderEvent),
            consumers.on_order_changed,
        ),
        organisation_subscription(
            "alerts", postgres.engine, (machinery.organs, machinery.people), parking
        ),
    )
