"""Intake, assembled: the only file that knows its rules and its machinery."""

from functools import partial
from secrets import token_bytes

from chassis import answers, rest
from chassis.access import Access
from chassis.coalesce import Coalesced
from chassis.events.inbox import Parking
from chassis.kernel import new_id
from chassis.organisation import Directory, organisation_subscription
from chassis.rest import Repeats, answer_of
from chassis.runtime import Platform, Service
from law.calendar import day_of
from law.rulebook import Rulebooks
from services.intake.adapters.files import Files
from services.intake.adapters.postgres import Keeping, transaction
from services.intake.adapters.tables import machinery, metadata
from services.intake.domain import query_code
from services.intake.entrypoints.rest import Intake, router
from services.intake.queries import Queries
from services.intake.usecases import Ports, register_petitions

NAME = "intake"


def build(platform: Platform, rulebooks: Rulebooks) -> Service:
    engine = platform.engine(NAME)
    parking = Parking(engine, machinery.parked)
    directory = Directory(
        engine, machinery.organs, machinery.people, today=lambda: day_of(platform.now())
    )
    access = Access(platform.tokens, directory)
    keeping = Keeping.of(engine, platform.vault, rulebooks)
    queries = Queries(keeping)
    ports = Ports(
        transaction=partial(transaction, keeping),
        rulebooks=rulebooks,
        organs=directory,
        files=Files(keeping, platform.attachments),
        now=platform.now,
        new_id=new_id,
        new_code=partial(token_bytes, query_code.BYTES),
    )
    intake = Intake(ports, queries, Coalesced(partial(register_petitions, ports)))
    repeats = Repeats(
        find=partial(answers.find, engine, machinery.answers),
        render=answer_of({"matter": intake.matter_view}),
    )
    app = rest.app("Intake", access, repeats)
    app.state.intake = intake
    app.include_router(router)
    organs = (machinery.organs, machinery.people)
    return Service(
        name=NAME,
        engine=engine,
        metadata=metadata,
        rest=app,
        subscriptions=(organisation_subscription(NAME, engine, organs, parking),),
    )
