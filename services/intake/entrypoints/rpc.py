"""Intake over gRPC: translate, call one use case, translate back."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.access import Access
from chassis.coalesce import Coalesced
from chassis.kernel import InvalidInput, Principal, Refusal, Unavailable
from chassis.pages import next_token, page
from chassis.rpc import Call, parse_id, principal_of
from onedoor.intake.events.v1 import matter_events_pb2 as events
from onedoor.intake.v1 import intake_service_pb2 as pb
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceServicer
from services.intake import usecases
from services.intake.domain import searching
from services.intake.domain.lookup import Sought
from services.intake.domain.matter import Matter
from services.intake.domain.searching import Wanted
from services.intake.entrypoints.forms import LINES, MOST_LINES, MOST_ROWS
from services.intake.entrypoints.views.parties import masked
from services.intake.queries import MatterLine, Queries
from services.intake.usecases import AlreadyRegistered, Ports, Submission
from services.intake.usecases.register_petitions import Outcome

FIRST = UUID(int=0)


class TooManyRows(InvalidInput):
    en = "A batch holds at most {most} petitions."
    zh = "每批最多 {most} 件。"


@dataclass(frozen=True, slots=True)
class IntakeServicer(IntakeServiceServicer):
    ports: Ports
    queries: Queries
    access: Access
    door: Coalesced[Submission, Outcome]
    told: Callable[[Matter], events.Matter]
    """A matter as the others know it from events."""
    told_sealed: Callable[[Matter], events.SealedChanged]

    async def RegisterPetitions(
        self, request: pb.RegisterPetitionsRequest, context: Call
    ) -> pb.RegisterPetitionsResponse:
        actor = await principal_of(context, self.access)
        if len(request.petitions) > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        rows = [_submission(actor, petition) for petition in request.petitions]
        outcomes = await self._registered(actor.jurisdiction, rows)
        language = _language_of(context)
        return pb.RegisterPetitionsResponse(outcomes=[_outcome(o, language) for o in outcomes])

    async def _registered(self, jurisdiction: str, rows: Sequence[Submission]) -> Sequence[Outcome]:
        """One alone goes through the door where several share a commit when it is busy."""
        if len(rows) > 1:
            return await usecases.register_petitions(self.ports, jurisdiction, rows)
        try:
            return [await self.door(jurisdiction, row) for row in rows]
        except Unavailable:
            raise
        except Refusal as refusal:
            return [refusal]

    async def GetMatter(self, request: pb.GetMatterRequest, context: Call) -> pb.GetMatterResponse:
        actor = await principal_of(context, self.access)
        shown = await self.queries.get_matter(actor, parse_id(request.matter_id))
        return pb.GetMatterResponse(matter=self.told(shown.matter))

    async def GetParties(
        self, request: pb.GetPartiesRequest, context: Call
    ) -> pb.GetPartiesResponse:
        actor = await principal_of(context, self.access)
        shown = await self.queries.get_matter(actor, parse_id(request.matter_id))
        records = {record.id: record for record in shown.records}
        return pb.GetPartiesResponse(
            parties=[
                pb.Party(
                    party_id=str(party.id),
                    kind=party.kind,
                    role=party.role,
                    organ=party.organ,
                    masked=masked(records[party.id], shown) if party.id in records else {},
                )
                for party in shown.matter.parties
            ]
        )

    async def SearchMatters(
        self, request: pb.SearchMattersRequest, context: Call
    ) -> pb.SearchMattersResponse:
        actor = await principal_of(context, self.access)
        wanted = page(_page_size(request.page_size), request.page_token, tuple[date, UUID])
        told = {name: getattr(request, name) for name in searching.KNOWN}
        lines = await self.queries.search_matters(actor, wanted, Wanted.read(told))
        return pb.SearchMattersResponse(
            matters=map(_line, lines),
            next_page_token=next_token(lines, wanted, "received", "id"),
        )

    async def FindParties(
        self, request: pb.FindPartiesRequest, context: Call
    ) -> pb.FindPartiesResponse:
        actor = await principal_of(context, self.access)
        wanted = page(_page_size(request.page_size), request.page_token, tuple[date, UUID, UUID])
        sought = Sought.read(request.field, request.value, request.purpose)
        found = await usecases.find_parties(
            self.ports, actor, sought, after=wanted.after or None, most=wanted.size
        )
        lines = await self.queries.lines_of(actor, {one.matter_id for one in found})
        return pb.FindPartiesResponse(
            parties=[
                pb.FoundParty(
                    party_id=str(one.party_id),
                    role=one.role,
                    matter=_line(lines[one.matter_id]),
                )
                for one in found
                if one.matter_id in lines
            ],
            next_page_token=next_token(found, wanted, "received", "matter_id", "party_id"),
        )

    async def ForwardMatter(
        self, request: pb.ForwardMatterRequest, context: Call
    ) -> pb.ForwardMatterResponse:
        actor = await principal_of(context, self.access)
        matter = await usecases.forward_matter(
            self.ports, actor, parse_id(request.matter_id), request.lead, request.co_handlers
        )
        return pb.ForwardMatterResponse(matter=self.told(matter))

    async def AssignMatter(
        self, request: pb.AssignMatterRequest, context: Call
    ) -> pb.AssignMatterResponse:
        actor = await principal_of(context, self.access)
        matter = await usecases.assign_matter(
            self.ports,
            actor,
            parse_id(request.matter_id),
            request.lead,
            request.co_handlers,
            request.days if request.HasField("days") else None,
        )
        return pb.AssignMatterResponse(matter=self.told(matter))

    async def AcceptMatter(
        self, request: pb.AcceptMatterRequest, context: Call
    ) -> pb.AcceptMatterResponse:
        actor = await principal_of(context, self.access)
        matter = await usecases.accept_matter(self.ports, actor, parse_id(request.matter_id))
        return pb.AcceptMatterResponse(matter=self.told(matter))

    async def ObjectToAssignment(
        self, request: pb.ObjectToAssignmentRequest, context: Call
    ) -> pb.ObjectToAssignmentResponse:
        actor = await principal_of(context, self.access)
        matter = await usecases.object_to_assignment(
            self.ports, actor, parse_id(request.matter_id), request.ground
        )
        return pb.ObjectToAssignmentResponse(matter=self.told(matter))

    async def IssueOpinion(
        self, request: pb.IssueOpinionRequest, context: Call
    ) -> pb.IssueOpinionResponse:
        actor = await principal_of(context, self.access)
        answers = [_answer(answer) for answer in request.answers]
        matter = await usecases.issue_opinion(
            self.ports, actor, parse_id(request.matter_id), answers, request.remedy
        )
        return pb.IssueOpinionResponse(matter=self.told(matter))

    async def RecordService(
        self, request: pb.RecordServiceRequest, context: Call
    ) -> pb.RecordServiceResponse:
        actor = await principal_of(context, self.access)
        matter = await usecases.record_service(
            self.ports,
            actor,
            parse_id(request.matter_id),
            request.document,
            request.method,
            request.outcome,
            request.on,
            parse_id(request.proof) if request.proof else None,
        )
        return pb.RecordServiceResponse(matter=self.told(matter))

    async def CloseMatter(
        self, request: pb.CloseMatterRequest, context: Call
    ) -> pb.CloseMatterResponse:
        actor = await principal_of(context, self.access)
        matter = await usecases.close_matter(self.ports, actor, parse_id(request.matter_id))
        return pb.CloseMatterResponse(matter=self.told(matter))

    async def Replay(
        self, request: pb.ReplayRequest, context: Call
    ) -> AsyncIterator[pb.ReplayResponse]:
        actor = await principal_of(context, self.access)
        after = parse_id(request.after_matter_id) if request.after_matter_id else FIRST
        async for matter in self.queries.replay(actor, after):
            if matter.sealed:
                yield pb.ReplayResponse(sealed=self.told_sealed(matter))
            else:
                yield pb.ReplayResponse(matter=self.told(matter))


def _language_of(context: Call) -> str:
    sent = {key: str(value) for key, value in context.invocation_metadata() or ()}
    return "en" if sent.get("accept-language", "").startswith("en") else "zh"


def _page_size(told: int) -> int:
    return min(max(told, 1), MOST_LINES) if told else LINES


def _line(line: MatterLine) -> pb.MatterLine:
    return pb.MatterLine(
        matter_id=str(line.id),
        version=line.version,
        status=line.status,
        received=line.received.isoformat(),
        desk=line.desk,
        channel=line.channel,
        purpose=line.purpose,
        content=line.content,
        route=line.route,
        division=line.division,
        closed=line.closed.isoformat() if line.closed else "",
        sealed=line.sealed,
        title=line.title or "",
    )


def _submission(actor: Principal, told: pb.PetitionText) -> Submission:
    fields = {
        "channel": told.channel,
        "title": told.title,
        "body": told.body,
        "received": told.received,
        "desk": told.desk,
        "division": told.division,
    }
    fields = {name: text for name, text in fields.items() if text} | dict(told.more)
    return Submission(
        actor=actor,
        fields=fields | (dict(told.history) if told.historical else {}),
        requests=list(told.requests),
        parties=[_party(party) for party in told.parties],
        source=told.source,
        external_id=told.external_id,
        history=told.historical,
    )


def _party(told: pb.PartyText) -> dict[str, str]:
    known = {"kind": told.kind, "role": told.role, "organ": told.organ}
    return {name: text for name, text in known.items() if text} | dict(told.fields)


def _answer(told: pb.AnswerText) -> dict[str, str]:
    return {
        "request": str(told.request),
        "outcome": told.outcome,
        "facts": told.facts,
        "evidence": told.evidence,
        "opinion": told.opinion,
        "instrument": told.instrument,
        "article": told.article,
        "version": told.version,
    }


def _outcome(outcome: Outcome, language: str) -> pb.RegisterOutcome:
    if isinstance(outcome, Refusal):
        params = {name: str(value) for name, value in outcome.params.items()}
        said = outcome.say(language)
        return pb.RegisterOutcome(refusal=pb.Refusal(code=outcome.code, detail=said, params=params))
    if isinstance(outcome, AlreadyRegistered):
        return pb.RegisterOutcome(already_registered=str(outcome.matter_id))
    return pb.RegisterOutcome(
        registered=pb.Registered(
            matter_id=str(outcome.matter.id),
            query_code=outcome.query_code,
            advice=[advice.code for advice in outcome.advice],
        )
    )
