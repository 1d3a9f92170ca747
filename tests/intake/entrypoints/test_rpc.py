"""Intake over gRPC, on a real channel and a real database."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import grpc
import pytest
from google.protobuf.json_format import ParseDict
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from sqlalchemy import select

from chassis import database
from chassis.database import MACHINERY
from onedoor.intake.v1 import intake_service_pb2 as pb
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from services.intake.adapters.tables import machinery
from services.intake.domain.permissions import READ_MATTERS, REPLAY_JOURNAL
from services.intake.entrypoints import rpc
from tests.doors import Metadata, channel, employ, metadata
from tests.intake.builders import BRINGING, a_clerk
from tests.intake.conftest import Clerk, Place
from tests.intake.doing import (
    ACCUSATION,
    ANSWER,
    CLAIM,
    PETITIONER,
    a_forwarded_matter,
    a_matter,
    done,
)

pytestmark = pytest.mark.engines

LETTER = pb.PetitionText(channel="letter", title="电梯停运", body="从五月起停运。")


@pytest.fixture
async def stub(place: Place) -> AsyncIterator[Any]:
    async with channel(place.house.service) as opened:
        yield IntakeServiceStub(opened)


def by(clerk: Clerk) -> Metadata:
    return (*metadata(clerk.actor), ("accept-language", "en"))


@asynccontextmanager
async def refusing(code: str) -> AsyncIterator[None]:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        yield
    sent: Any = refused.value.trailing_metadata()
    trailer = dict(sent)
    status, reason = Status(), ErrorInfo()
    status.ParseFromString(trailer["grpc-status-details-bin"])
    status.details[0].Unpack(reason)
    assert reason.reason == code


async def test_a_batch_is_registered_row_by_row(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    bad = pb.PetitionText(channel="letter", title="电梯", received="2026-13-01")
    party = pb.PartyText(role="petitioner", fields={"name": "王小明"})
    named = pb.PetitionText(channel="web", title="供水", parties=[party], requests=["供水"])

    request = pb.RegisterPetitionsRequest(petitions=[LETTER, bad, named])
    answer = await stub.RegisterPetitions(request, metadata=by(bureau))

    kinds = [outcome.WhichOneof("outcome") for outcome in answer.outcomes]
    assert kinds == ["registered", "refusal", "registered"]
    assert answer.outcomes[1].refusal.code == "date_unreadable"
    assert len(answer.outcomes[0].registered.query_code) == 19


async def test_a_row_that_comes_alone_is_refused_as_one_among_others(
    place: Place, stub: Any
) -> None:
    bureau = await place.clerk("petition-bureau")
    bad = pb.PetitionText(channel="letter", title="电梯", received="2026-13-01")

    request = pb.RegisterPetitionsRequest(petitions=[bad])
    answer = await stub.RegisterPetitions(request, metadata=by(bureau))

    assert [outcome.refusal.code for outcome in answer.outcomes] == ["date_unreadable"]


async def test_the_same_item_of_a_source_is_told_as_known(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    row = pb.PetitionText(channel="letter", title="电梯", source="old", external_id="7")
    request = pb.RegisterPetitionsRequest(petitions=[row])

    first = await stub.RegisterPetitions(request, metadata=by(bureau))
    again = await stub.RegisterPetitions(request, metadata=by(bureau))

    matter = first.outcomes[0].registered.matter_id
    assert again.outcomes[0].already_registered == matter


async def test_an_old_petition_comes_with_its_own_days(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau", BRINGING)
    days = {"given_to": "housing", "given": "2021-03-05", "accepted": "2021-03-08"}
    row = pb.PetitionText(
        channel="letter", title="电梯", received="2021-03-01", history=days, historical=True
    )

    answer = await stub.RegisterPetitions(
        pb.RegisterPetitionsRequest(petitions=[row]), metadata=by(bureau)
    )

    matter_id = answer.outcomes[0].registered.matter_id
    told = await stub.GetMatter(pb.GetMatterRequest(matter_id=matter_id), metadata=by(bureau))
    assert told.matter.historical
    assert told.matter.assignments[0].accepted == "2021-03-08"


async def test_more_than_a_batch_holds_is_refused(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    request = pb.RegisterPetitionsRequest(petitions=[LETTER] * 1001)

    async with refusing("too_many_rows"):
        await stub.RegisterPetitions(request, metadata=by(bureau))


async def test_a_matter_goes_its_way_over_calls(place: Place, stub: Any) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter_id = await a_matter(bureau)
    await done(bureau, matter_id, "classify", **CLAIM)
    forward = pb.ForwardMatterRequest(matter_id=matter_id, lead="housing")
    await stub.ForwardMatter(forward, metadata=by(bureau))
    await stub.AcceptMatter(pb.AcceptMatterRequest(matter_id=matter_id), metadata=by(housing))
    opinion = pb.IssueOpinionRequest(
        matter_id=matter_id, answers=[ParseDict(ANSWER, pb.AnswerText())]
    )
    await stub.IssueOpinion(opinion, metadata=by(housing))
    service = pb.RecordServiceRequest(
        matter_id=matter_id, document=1, method="in_person", outcome="received"
    )
    await stub.RecordService(service, metadata=by(housing))

    told = await stub.CloseMatter(pb.CloseMatterRequest(matter_id=matter_id), metadata=by(housing))

    assert (told.matter.status, told.matter.closed) == ("closed", "2026-09-16")


async def test_an_organ_objects_over_a_call(place: Place, stub: Any) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter_id = await a_forwarded_matter(bureau)

    request = pb.ObjectToAssignmentRequest(matter_id=matter_id, ground="不属于我单位职责")
    told = await stub.ObjectToAssignment(request, metadata=by(housing))

    assert told.matter.assignments[0].state == "objected"


async def test_assigning_sets_the_day_of_the_report(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    matter_id = await a_matter(bureau)
    await done(bureau, matter_id, "classify", **CLAIM)

    request = pb.AssignMatterRequest(matter_id=matter_id, lead="housing", days=20)
    told = await stub.AssignMatter(request, metadata=by(bureau))

    due = {clock.term: clock.due for clock in told.matter.clocks}
    assert due["closing_report"] == "2026-10-06"


async def test_parties_are_told_masked(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    matter_id = await a_matter(bureau, parties=[PETITIONER])

    told = await stub.GetParties(pb.GetPartiesRequest(matter_id=matter_id), metadata=by(bureau))

    assert dict(told.parties[0].masked) == {"name": "王*明", "phone": "138****1234"}


async def test_a_stranger_is_told_that_there_is_nothing(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    stranger = await place.clerk("health", may=frozenset({READ_MATTERS}))
    matter_id = await a_matter(bureau)

    async with refusing("no_such_matter"):
        await stub.GetMatter(pb.GetMatterRequest(matter_id=matter_id), metadata=by(stranger))


async def test_a_replay_tells_every_matter_and_hides_the_sealed(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    machine = await place.clerk("county", may=frozenset({REPLAY_JOURNAL}))
    plain, sealed = await a_matter(bureau), await a_matter(bureau)
    await done(bureau, sealed, "classify", **ACCUSATION, respondents=["housing"])

    told = [state async for state in stub.Replay(pb.ReplayRequest(), metadata=by(machine))]

    assert {state.matter.matter_id for state in told if state.HasField("matter")} == {plain}
    assert {state.sealed.matter_id for state in told if state.HasField("sealed")} == {sealed}


async def test_a_replay_goes_on_after_the_last_one_received(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    first, second = sorted([await a_matter(bureau), await a_matter(bureau)])

    request = pb.ReplayRequest(after_matter_id=first)
    told = [state.matter.matter_id async for state in stub.Replay(request, metadata=by(bureau))]

    assert told == [second]


async def test_people_may_not_replay(place: Place, stub: Any) -> None:
    clerk = await place.clerk("housing", may=frozenset({READ_MATTERS}))

    async with refusing("forbidden"):
        async for _ in stub.Replay(pb.ReplayRequest(), metadata=by(clerk)):
            pass


async def test_matters_are_searched_page_by_page(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    matters = {await a_matter(bureau) for _ in range(3)}
    await place.index()

    first = await stub.SearchMatters(
        pb.SearchMattersRequest(words="电梯", page_size=2), metadata=by(bureau)
    )
    second = await stub.SearchMatters(
        pb.SearchMattersRequest(words="电梯", page_token=first.next_page_token),
        metadata=by(bureau),
    )

    assert {line.matter_id for page in (first, second) for line in page.matters} == matters
    assert (len(first.matters), second.next_page_token) == (2, "")
    assert {(line.title, line.status, line.closed) for line in first.matters} == {
        ("电梯停运", "registered", "")
    }
    async with refusing("words_too_short"):
        await stub.SearchMatters(pb.SearchMattersRequest(words="梯"), metadata=by(bureau))


@pytest.mark.parametrize(("told", "most"), [(-1, 1), (0, 50), (7, 7), (100_000, 200)])
def test_a_page_is_as_large_as_it_may_be(told: int, most: int) -> None:
    assert rpc._page_size(told) == most


async def test_people_are_found_for_a_purpose(place: Place, stub: Any) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, parties=[PETITIONER])
    request = pb.FindPartiesRequest(field="name", value=PETITIONER["name"], purpose="核实")

    answer = await stub.FindParties(request, metadata=by(bureau))

    assert [(one.matter.matter_id, one.role) for one in answer.parties] == [(matter, "petitioner")]
    async with refusing("text_missing"):
        request.purpose = ""
        await stub.FindParties(request, metadata=by(bureau))


async def test_the_journal_says_which_machine_registered_it_and_in_which_post(
    place: Place, stub: Any
) -> None:
    machine = replace(
        a_clerk("petition-bureau", place.code),
        post="petition-bureau/importer",
        permissions=BRINGING,
    )
    await employ(place.house.service, machine)
    person = await place.clerk("petition-bureau")
    kept = {}
    for actor in (machine, person.actor):
        request = pb.RegisterPetitionsRequest(petitions=[LETTER])
        answer = await stub.RegisterPetitions(request, metadata=metadata(actor))
        matter = UUID(answer.outcomes[0].registered.matter_id)
        async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
            j = machinery.journal.c
            bodies = await work.connection.scalars(select(j.body).where(j.subject == matter))
            kept[actor.post] = [json.loads(body)["told"]["by"] for body in bodies]

    for actor in (machine, person.actor):
        who = {"person": str(actor.person), "post": actor.post, "organ": "petition-bureau"}
        assert kept[actor.post]
        assert all(by == who for by in kept[actor.post])
