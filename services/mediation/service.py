"""Mediation, assembled: the only file that knows its rules and its machinery."""

from functools import partial
from uuid import UUID

from chassis import answers, rest
from chassis.access import Access
from chassis.calendars import Calendars
from chassis.events.consumer import Subscription
from chassis.events.inbox import Delivery, Parking
from chassis.kernel import Principal
from chassis.organisation import Directory, organisation_subscription
from chassis.rest import Repeats, answer_of
from chassis.runtime import Platform, Service
from law.calendar import Calendar, day_of
from law.rulebook import Rulebooks
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from onedoor.mediation.events.v1 import referral_events_pb2 as events
from onedoor.mediation.v1 import mediation_service_pb2 as pb
from onedoor.mediation.v1.mediation_service_pb2_grpc import (
    add_MediationServiceServicer_to_server,
)
from services.mediation.adapters import tables
from services.mediation.adapters.messages import referral_message
from services.mediation.adapters.postgres import Postgres, kept
from services.mediation.adapters.tables import machinery
from services.mediation.domain.referral import Referral
from services.mediation.entrypoints.consumers import on_matter_referred, on_matter_sealed
from services.mediation.entrypoints.rest import router
from services.mediation.entrypoints.rpc import MediationServicer
from services.mediation.entrypoints.views import ReferralView
from services.mediation.queries import Queries
from services.mediation.usecases import ConsumerPorts, Ports, recompute_clocks


def build(platform: Platform, rulebooks: Rulebooks) -> Service:
    engine, rulebooks = platform.engine("mediation"), rulebooks.apart()
    calendars = Calendars(engine, tables.calendars, rulebooks, Calendar)
    postgres = Postgres(engine, platform.vault, rulebooks, calendars)
    ports = Ports(transaction=postgres.acting, rulebooks=rulebooks, now=platform.now)
    queries = Queries(engine, platform.vault, kept(rulebooks), calendars.refresh)
    directory = Directory(
        engine, machinery.organs, machinery.people, today=lambda: day_of(platform.now())
    )
    access = Access(platform.tokens, directory)

    def told(referral: Referral) -> events.Referral:
        return referral_message(referral, rulebooks.calendar(referral.jurisdiction))

    async def render(actor: Principal, referral_id: UUID, language: str) -> ReferralView:
        read = await queries.get_referral(actor, referral_id)
        return ReferralView.of(read.referral, rulebooks.calendar(actor.jurisdiction), language)

    repeats = Repeats(
        find=partial(answers.find, engine, machinery.answers),
        render=answer_of({Referral.kind: render}),
    )
    app = rest.app("Mediation", access, repeats)
    app.state.ports = ports
    app.state.queries = queries
    app.include_router(router)
    servicer = MediationServicer(ports, queries, access, told)
    return Service(
        name="mediation",
        engine=engine,
        machinery=machinery,
        rest=app,
        register_rpc=partial(add_MediationServiceServicer_to_server, servicer),
        rpc_names=(pb.DESCRIPTOR.services_by_name["MediationService"].full_name,),
        subscriptions=_subscriptions(postgres, rulebooks, platform),
        jobs=(calendars.job("mediation", partial(recompute_clocks, ports)),),
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

    return (
        Subscription(
            durable="mediation-receive-referrals",
            producer="intake",
            messages=(intake.MatterReferred,),
            handle=lambda delivery, event: on_matter_referred(ports_of(delivery), event),
            parking=parking,
        ),
        Subscription(
            durable="mediation-seal-referrals",
            producer="intake",
            messages=(intake.SealedChanged,),
            handle=lambda delivery, event: on_matter_sealed(ports_of(delivery), event),
            parking=parking,
        ),
        postgres.calendars.subscription("mediation", parking),
        organisation_subscription(
            "mediation",
            postgres.engine,
            (machinery.organs, machinery.people),
            parking,
        ),
    )
