"""Intake, assembled: the only file that knows its rules and its machinery."""

from dataclasses import replace
from functools import partial
from secrets import token_bytes
from typing import Any

from chassis import answers, rest
from chassis.access import Access
from chassis.coalesce import Coalesced
from chassis.events.consumer import Subscription
from chassis.events.inbox import Delivery, Parking
from chassis.jobs import Job
from chassis.kernel import new_id
from chassis.organisation import Directory, organisation_subscription
from chassis.rest import Repeats, answer_of
from chassis.runtime import Platform, Service
from law.calendar import day_of
from law.rulebook import Rulebooks
from onedoor.intake.events.v1 import matter_events_pb2 as events
from onedoor.intake.v1 import intake_service_pb2 as pb
from onedoor.intake.v1.intake_service_pb2_grpc import add_IntakeServiceServicer_to_server
from onedoor.mediation.events.v1 import referral_events_pb2 as mediation
from services.intake.adapters.calendars import tell_again
from services.intake.adapters.files import Files
from services.intake.adapters.messages import matter_message, sealed_message
from services.intake.adapters.postgres import Keeping, index_older, index_registered, transaction
from services.intake.adapters.reading_log import ReadingLog
from services.intake.adapters.tables import machinery
from services.intake.domain import query_code
from services.intake.domain.matter import Matter
from services.intake.entrypoints import (
    answering,
    attachments,
    calendars,
    public,
    searching,
    suggestions,
)
from services.intake.entrypoints import (
    rest as matters,
)
from services.intake.entrypoints.callers import Intake
from services.intake.entrypoints.consumers import on_matter_registered, on_referral_told
from services.intake.entrypoints.public import Patience
from services.intake.entrypoints.rpc import IntakeServicer
from services.intake.queries import Queries
from services.intake.usecases import Ports, recompute_clocks, register_petitions

NAME = "intake"
ROUTERS = (matters, searching, answering, attachments, suggestions, calendars, public)
TELL_SECONDS = 3600.0
INDEX_SECONDS = 60.0


def build(platform: Platform, rulebooks: Rulebooks) -> Service:
    engine, rulebooks = platform.engine(NAME), rulebooks.apart()
    directory = Directory(
        engine, machinery.organs, machinery.people, today=lambda: day_of(platform.now())
    )
    access = Access(platform.tokens, directory)
    keeping = Keeping.of(engine, platform.vault, rulebooks)
    queries, files = Queries(keeping), Files(keeping, platform.attachments)
    ports = Ports(
        transaction=partial(transaction, keeping),
        rulebooks=rulebooks,
        organs=directory,
        files=files,
        now=platform.now,
        new_id=new_id,
        new_code=partial(token_bytes, query_code.BYTES),
    )
    intake = Intake(
        ports=ports,
        queries=queries,
        door=Coalesced(partial(register_petitions, ports)),
        rulebooks=rulebooks,
        files=files,
        reads=ReadingLog(engine, platform.now, new_id),
        refresh=keeping.calendars.refresh,
    )
    app = rest.app(
        "Intake",
        access,
        Repeats(
            find=partial(answers.find, engine, machinery.answers),
            render=answer_of({Matter.kind: intake.matter_view}),
        ),
        streams=("/attachments",),
    )
    app.state.intake = intake
    app.state.patience = Patience()
    for doors in ROUTERS:
        app.include_router(doors.router)
    servicer = IntakeServicer(
        ports,
        queries,
        access,
        intake.door,
        told=lambda m: matter_message(m, rulebooks.calendar(m.jurisdiction)),
        told_sealed=lambda m: sealed_message(m, rulebooks.calendar(m.jurisdiction)),
    )
    return Service(
        name=NAME,
        engine=engine,
        machinery=machinery,
        rest=app,
        register_rpc=partial(add_IntakeServiceServicer_to_server, servicer),
        rpc_names=(pb.DESCRIPTOR.services_by_name["IntakeService"].full_name,),
        subscriptions=_subscriptions(keeping, ports),
        jobs=(
            keeping.calendars.job(NAME, partial(recompute_clocks, ports)),
            Job("intake-tell-calendars", TELL_SECONDS, partial(tell_again, engine, platform.now)),
            Job("intake-index-older-texts", INDEX_SECONDS, partial(index_older, keeping)),
        ),
    )


def _subscriptions(keeping: Keeping, ports: Ports) -> tuple[Subscription, ...]:
    parking = Parking(keeping.engine, machinery.parked)

    async def on_referral(delivery: Delivery, event: Any) -> None:
        claiming = partial(transaction, keeping, delivery=delivery)
        await on_referral_told(replace(ports, transaction=claiming), delivery, event)

    index = partial(on_matter_registered, partial(index_registered, keeping))
    return (
        Subscription(
            durable="intake-record-referral-outcomes",
            producer="mediation",
            messages=(
                mediation.ReferralAccepted,
                mediation.ReferralDeclined,
                mediation.ReferralConcluded,
            ),
            handle=on_referral,
            parking=parking,
        ),
        Subscription(
            durable="intake-index-texts",
            producer=NAME,
            messages=(events.MatterRegistered,),
            handle=lambda *told: index(told),
            handle_all=lambda told: index(*told),
            parking=parking,
        ),
        organisation_subscription(
            NAME, keeping.engine, (machinery.organs, machinery.people), parking
        ),
    )
