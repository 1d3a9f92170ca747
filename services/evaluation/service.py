"""Evaluation, assembled: the only file that knows its rules and its machinery."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import get_args
from uuid import UUID

from chassis import answers, rest
from chassis.access import Access
from chassis.calendars import Calendars
from chassis.events.consumer import Subscription
from chassis.events.inbox import Delivery, Parking
from chassis.kernel import Principal, new_id
from chassis.organisation import Directory, organisation_subscription
from chassis.rest import Repeats, answer_of
from chassis.runtime import Platform, Service
from law.calendar import Calendar, day_of
from law.rulebook import Rulebooks
from onedoor.alerts.events.v1 import deadline_events_pb2 as alerts
from onedoor.evaluation.events.v1 import order_events_pb2 as events
from onedoor.evaluation.v1 import evaluation_service_pb2 as pb
from onedoor.evaluation.v1.evaluation_service_pb2_grpc import (
    add_EvaluationServiceServicer_to_server,
)
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from services.evaluation.adapters import tables
from services.evaluation.adapters.messages import order_message
from services.evaluation.adapters.postgres import KEPT_SUGGESTIONS, Postgres, kept_orders
from services.evaluation.adapters.tables import machinery
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.entrypoints.consumers import (
    MatterEvent,
    on_deadline_missed,
    on_matter_changed,
    on_matter_sealed,
)
from services.evaluation.entrypoints.rest import router
from services.evaluation.entrypoints.rpc import EvaluationServicer
from services.evaluation.entrypoints.views import OrderView, SuggestionView
from services.evaluation.queries import Queries
from services.evaluation.usecases import ConsumerPorts, Ports, recompute_clocks


def build(platform: Platform, rulebooks: Rulebooks) -> Service:
    engine, rulebooks = platform.engine("evaluation"), rulebooks.apart()
    calendars = Calendars(engine, tables.calendars, rulebooks, Calendar)
    postgres = Postgres(engine, platform.vault, rulebooks, calendars)
    ports = Ports(transaction=postgres.acting, rulebooks=rulebooks, now=platform.now, new_id=new_id)
    queries = Queries(
        engine, platform.vault, kept_orders(rulebooks), KEPT_SUGGESTIONS, calendars.refresh
    )
    directory = Directory(
        engine, machinery.organs, machinery.people, today=lambda: day_of(platform.now())
    )
    access = Access(platform.tokens, directory)

    def told(order: SupervisionOrder) -> events.Order:
        return order_message(order, rulebooks.calendar(order.jurisdiction))

    app = rest.app("Evaluation", access, _repeats(queries, rulebooks))
    app.state.ports = ports
    app.state.queries = queries
    app.include_router(router)
    servicer = EvaluationServicer(ports, queries, access, told)
    return Service(
        name="evaluation",
        engine=engine,
        machinery=machinery,
        rest=app,
        register_rpc=partial(add_EvaluationServiceServicer_to_server, servicer),
        rpc_names=(pb.DESCRIPTOR.services_by_name["EvaluationService"].full_name,),
        subscriptions=_subscriptions(postgres, rulebooks, platform),
        jobs=(calendars.job("evaluation", partial(recompute_clocks, ports)),),
    )


def _repeats(queries: Queries, rulebooks: Rulebooks) -> Repeats:
    async def order(actor: Principal, order_id: UUID, language: str) -> OrderView:
        read = await queries.get_order(actor, order_id)
        return OrderView.of(read.order, rulebooks.calendar(actor.jurisdiction), language)

    async def suggestion(actor: Principal, suggestion_id: UUID, language: str) -> SuggestionView:
        read = await queries.get_suggestion(actor, suggestion_id)
        return SuggestionView.of(read.suggestion, language)

    return Repeats(
        find=partial(answers.find, queries.engine, machinery.answers),
        render=answer_of({SupervisionOrder.kind: order, Suggestion.kind: suggestion}),
    )


def _subscriptions(
    postgres: Postgres, rulebooks: Rulebooks, platform: Platform
) -> tuple[Subscription, ...]:
    parking = Parking(postgres.engine, machinery.parked)

    def ports_of(delivery: Delivery) -> ConsumerPorts:
        return ConsumerPorts(
            jurisdiction=delivery.jurisdiction,
            transaction=partial(postgres.handling, delivery),
            rulebooks=rulebooks,
            now=platform.now,
        )

    async def watch_all(told: Sequence[tuple[Delivery, MatterEvent]]) -> None:
        deliveries = [delivery for delivery, _ in told]
        claiming = partial(postgres.handling_all, deliveries)
        ports = replace(ports_of(deliveries[0]), transaction=claiming)
        await on_matter_changed(ports, *(event for _, event in told))

    return (
        Subscription(
            durable="evaluation-suggest-orders",
            producer="alerts",
            messages=(alerts.DeadlineMissed,),
            handle=lambda delivery, event: on_deadline_missed(ports_of(delivery), event),
            parking=parking,
        ),
        Subscription(
            durable="evaluation-watch-matters",
            producer="intake",
            messages=get_args(MatterEvent),
            handle=lambda delivery, event: on_matter_changed(ports_of(delivery), event),
            handle_all=watch_all,
            parking=parking,
        ),
        Subscription(
            durable="evaluation-seal-matters",
            producer="intake",
            messages=(intake.SealedChanged,),
            handle=lambda delivery, event: on_matter_sealed(ports_of(delivery), event),
            parking=parking,
        ),
        postgres.calendars.subscription("evaluation", parking),
        organisation_subscription(
            "evaluation",
            postgres.engine,
            (machinery.organs, machinery.people),
            parking,
        ),
    )
