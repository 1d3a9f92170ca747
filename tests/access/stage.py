"""What operations are tried on: one matter, order or referral in each state that one needs."""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from httpx import Response
from sqlalchemy import insert

from chassis import database
from chassis.database import MACHINERY
from chassis.events.inbox import Delivery
from onedoor.alerts.events.v1 import deadline_events_pb2 as alerts
from services.alerts.adapters.tables import deliveries
from services.alerts.domain.deadline import Kind
from services.alerts.domain.delivery import Delivery as Alarm
from services.alerts.domain.delivery import Role as Told
from services.alerts.domain.delivery import State
from services.identity.domain.roles import MACHINE_ROLES, Role
from tests.access.county import (
    BARRED,
    BUREAU,
    CENTRE,
    CO_HANDLER,
    COUNTY,
    DISCIPLINE,
    LEAD,
    RETURNED,
    STRANGER,
    County,
    Knocker,
    Roles,
    each_role,
)
from tests.builders import an_id
from tests.intake.doing import ACCUSATION, ANSWER, CLAIM, LETTER, PETITIONER

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
LEAVING = {"purpose": "claim", "route": "r1", "content": CLAIM["content"]}
DUTY = "labour"
PARTS = (LEAD, CO_HANDLER)
SEALED_LATER = ("mediated", "mediated_on", "mediated_off", "supervised", "supervised_answered")
"""What others made something of before they were sealed."""


@dataclass(slots=True)
class Thing:
    """Something with an id, and who has to do with it: organ → relation."""

    id: str
    holders: dict[str, str]
    place: str
    sealed: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    """What lies inside it and is addressed by an id of its own."""


@dataclass(slots=True)
class Stage:
    county: County
    things: dict[str, Thing] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    """Of each matter, what its petitioner was told."""
    people: dict[str, str] = field(default_factory=dict)
    """Persons whom identity itself knows, by a name of ours."""
    staff: dict[Roles, Knocker] = field(default_factory=dict)
    """Of one organ, one in each role; they too are known to identity."""

    async def prepare(self) -> None:
        await self._prepare_people()
        await self._prepare_matters()
        await self.county.carry()
        await self._prepare_referrals()
        await self._prepare_orders()
        await self.county.carry()
        await self._seal()
        await self.county.carry()
        await self._raise_alarms()

    # Matters

    async def _prepare_matters(self) -> None:
        bureau = self.by(BUREAU)
        await self._registered("registered")
        forwarded = await self._given("forwarded")
        forwarded.parts["attachment"] = await self._attach(bureau, forwarded.id)
        await self._given("target")
        leaving = await self._given("leaving")
        await self.do(bureau, leaving.id, "classify", **LEAVING)
        objected = await self._given("objected")
        await self.do(self.by(LEAD), objected.id, "object_to_assignment", ground="不属本单位职责")
        await self._accepted("accepted")
        extension = await self._accepted("extension")
        for organ in PARTS:
            asked = {"days": 5, "reason": "需要现场勘察"}
            await self.do(self.by(organ), extension.id, "request_extension", **asked)
        await self._answered("answered")
        closed = await self._answered("closed")
        for organ in PARTS:
            await self.do(self.by(organ), closed.id, "close")
        await self._answered("assigned", mode="assign")
        reported = await self._answered("reported", mode="assign")
        await self.do(self.by(LEAD), reported.id, "submit_closing_report", text="已办结")
        for name in SEALED_LATER:
            await self._given(name)

    async def _registered(self, name: str, **more: object) -> Thing:
        bureau = self.by(BUREAU)
        told = LETTER | {"parties": [PETITIONER]} | more
        registered = await self.post("intake", bureau, "/v1/petitions", **told)
        matter = str(registered["id"])
        seen = await self.get("intake", bureau, f"/v1/matters/{matter}")
        thing = Thing(matter, {BUREAU: "desk"}, self.county.here)
        thing.parts["party"] = seen["parties"][0]["id"]
        thing.parts["item"] = seen["items"][0]["id"]
        self.codes[name] = registered["query_code"]
        self.things[name] = thing
        return thing

    async def _given(self, name: str, mode: str = "forward") -> Thing:
        """One organ gave it back with consent; it lies with a lead and a co-handler since."""
        thing, bureau = await self._registered(name), self.by(BUREAU)
        await self.do(bureau, thing.id, "classify", **CLAIM)
        await self.do(bureau, thing.id, mode, lead=RETURNED)
        await self.do(self.by(RETURNED), thing.id, "object_to_assignment", ground="不属本单位职责")
        upheld = {"organ": RETURNED, "upheld": True, "reason": "同意退回"}
        await self.do(bureau, thing.id, "decide_objection", **upheld)
        await self.do(bureau, thing.id, mode, lead=LEAD, co_handlers=[CO_HANDLER])
        thing.holders |= {LEAD: "lead", CO_HANDLER: "co_handler", RETURNED: "returned"}
        return thing

    async def _accepted(self, name: str, mode: str = "forward") -> Thing:
        thing = await self._given(name, mode)
        for organ in PARTS:
            await self.do(self.by(organ), thing.id, "accept")
        return thing

    async def _answered(self, name: str, mode: str = "forward") -> Thing:
        thing, lead = await self._accepted(name, mode), self.by(LEAD)
        seen = await self.do(lead, thing.id, "issue_opinion", answers=[ANSWER])
        thing.parts["document"] = number = seen["opinions"][0]["number"]
        how = {"document": number, "method": "in_person", "outcome": "received"}
        await self.do(lead, thing.id, "record_service", **how)
        return thing

    async def _seal(self) -> None:
        """The organ that has the first is complained of; the discipline organ takes it over."""
        for name in ("sealed", "sealed_ungiven"):
            thing, bureau = await self._registered(name), self.by(BUREAU)
            await self.do(bureau, thing.id, "classify", **CLAIM)
            if name == "sealed":
                await self.do(bureau, thing.id, "forward", lead=BARRED)
                thing.holders |= {BARRED: "barred"}
            thing.parts["attachment"] = await self._attach(bureau, thing.id)
            await self.county.carry()
            await self.do(bureau, thing.id, "classify", **ACCUSATION, respondents=[BARRED])
            thing.sealed = True
            thing.holders |= {DISCIPLINE: "reader"}
        sealed = self.things["sealed"]
        await self.do(self.by(BUREAU), sealed.id, "assign", lead=DISCIPLINE)
        sealed.holders[DISCIPLINE] = "lead"
        told = {"kind": "receipt", "text": "已收到您的来信"}
        seen = await self.do(self.by(DISCIPLINE), sealed.id, "give_notice", **told)
        sealed.parts["document"] = seen["notices"][-1]["number"]
        await self._seal_in_each_state()
        for name in SEALED_LATER:
            thing, by = self.things[name], self.by(BUREAU)
            await self.do(by, thing.id, "classify", **ACCUSATION, respondents=[LEAD])
            thing.sealed = True
            thing.holders |= {DISCIPLINE: "reader", LEAD: "barred", CO_HANDLER: "taken back"}

    async def _seal_in_each_state(self) -> None:
        """What the discipline organ has done of a sealed matter, as far as each name says."""
        by = self.by(DISCIPLINE)
        objected = await self._sealed("sealed_objected", "assign")
        await self.do(by, objected.id, "object_to_assignment", ground="不属本单位职责")
        await self.do(by, (await self._sealed("sealed_accepted", "forward")).id, "accept")
        for name, mode in {
            "sealed_assigned": "assign",
            "sealed_reported": "assign",
            "sealed_answered": "forward",
            "sealed_closed": "forward",
        }.items():
            thing = await self._sealed(name, mode)
            await self.do(by, thing.id, "accept")
            seen = await self.do(by, thing.id, "give_notice", kind="reply", text="已调查处理")
            thing.parts["document"] = number = seen["notices"][-1]["number"]
            how = {"document": number, "method": "in_person", "outcome": "received"}
            await self.do(by, thing.id, "record_service", **how)
        reported = self.things["sealed_reported"].id
        await self.do(by, reported, "submit_closing_report", text="已办结")
        await self.do(by, self.things["sealed_closed"].id, "close")

    async def _sealed(self, name: str, mode: str) -> Thing:
        thing, bureau = await self._registered(name), self.by(BUREAU)
        await self.do(bureau, thing.id, "classify", **ACCUSATION, respondents=[BARRED])
        await self.do(bureau, thing.id, mode, lead=DISCIPLINE)
        thing.sealed = True
        thing.holders |= {DISCIPLINE: "lead"}
        return thing

    async def _attach(self, by: Knocker, matter: str) -> str:
        path = f"/v1/matters/{matter}/attachments"
        told = await self._told("intake", by, path, files={"file": ("现场.png", PNG)})
        return str(told["attachments"][-1]["id"])

    # What others make of them

    async def _prepare_referrals(self) -> None:
        """One of each state from an open matter, and one whose matter is sealed later."""
        for name, source in {
            "offered": "accepted",
            "mediating": "answered",
            "stopped": "assigned",
            "offered_sealed": "mediated",
            "mediating_sealed": "mediated_on",
            "stopped_sealed": "mediated_off",
        }.items():
            lead, thing = self.by(LEAD), self.things[source]
            day = self.county.now.date().isoformat()
            consents = {"petitioner": day, "respondent": day}
            seen = await self.do(lead, thing.id, "refer", dispute_kind=DUTY, **consents)
            referral = seen["referrals"][-1]["id"]
            holders = {CENTRE: "centre", LEAD: "referrer"}
            self.things[name] = self._told_of(name, referral, holders)
        await self.county.carry()
        for name in ("mediating", "stopped", "mediating_sealed", "stopped_sealed"):
            path = f"/v1/referrals/{self.things[name].id}:accept"
            await self.post("mediation", self.by(CENTRE), path, **accepting(self.county))
        for name in ("stopped", "stopped_sealed"):
            path = f"/v1/referrals/{self.things[name].id}:withdraw_consent"
            await self.post("mediation", self.by(CENTRE), path, **withdrawing(self.county))

    async def _prepare_orders(self) -> None:
        for name, source in {
            "issued": "accepted",
            "order_answered": "answered",
            "issued_sealed": "supervised",
            "order_answered_sealed": "supervised_answered",
        }.items():
            demand = {"mode": "letter", "organ": LEAD, "ground": "群众多次反映仍未办理"}
            matter = self.things[source].id
            order = await self.post(
                "evaluation", self.by(BUREAU), "/v1/orders", matter=matter, **demand
            )
            holders = {BUREAU: "issuer", LEAD: "addressee"}
            self.things[name] = self._told_of(name, order["id"], holders)
        said = {"statement": "已经派员核查", "measures": "电梯已修复"}
        for name in ("order_answered", "order_answered_sealed"):
            path = f"/v1/orders/{self.things[name].id}:answer"
            await self.post("evaluation", self.by(LEAD), path, **said)
        await self._suggest("assigned")

    async def _suggest(self, source: str) -> None:
        matter = self.things[source].id
        missed = alerts.DeadlineMissed(
            subject_kind="matter",
            subject_id=matter,
            number=4,
            term="handling",
            owner=LEAD,
            due="2026-09-15",
            version=1,
        )
        evaluation = self.county.services["evaluation"]
        taker = next(s for s in evaluation.subscriptions if s.producer == "alerts")
        await taker.handle(Delivery(taker.durable, self.county.here, an_id()), missed)
        page = await self.get("evaluation", self.by(BUREAU), "/v1/suggestions")
        (raised,) = (s for s in page["suggestions"] if s["matter"] == matter)
        self.things["suggestion"] = Thing(raised["id"], {LEAD: "addressee"}, self.county.here)

    def _told_of(self, name: str, thing: str, holders: dict[str, str]) -> Thing:
        return Thing(thing, holders, self.county.here, sealed=name.endswith("_sealed"))

    # The house

    async def _prepare_people(self) -> None:
        organs = [
            {"code": code, "name": code, "kind": "bureau", "level": "county"} | above
            for code, above in {
                COUNTY: {},
                BUREAU: {"parent": COUNTY},
                RETURNED: {"parent": COUNTY},
                STRANGER: {"parent": COUNTY},
            }.items()
        ]
        keeper = self.by(BUREAU)
        await self._told("identity", keeper, "/v1/organs:establish", json=organs)
        for name, organ in {"colleague": RETURNED, "stranger": STRANGER}.items():
            post = {"code": f"{organ}/handler", "roles": ["handler"]}
            entered = {"login": f"{name}.{self.county.here}", "name": "张三", "posts": [post]}
            self.people[name] = (await self.post("identity", keeper, "/v1/persons", **entered))[
                "id"
            ]
        for roles in each_role():
            (role,) = roles
            post = {"code": f"{RETURNED}/one-{role.replace('_', '-')}", "roles": [role]}
            login = f"{role}.{self.county.here}".replace("_", "-")
            if role in MACHINE_ROLES:
                client = {"client_id": login, "name": "系统", "post": post}
                told = await self.post("identity", keeper, "/v1/clients", **client)
            else:
                entered = {"login": login, "name": "李四", "posts": [post]}
                told = await self.post("identity", keeper, "/v1/persons", **entered)
            self.staff[roles] = Knocker(UUID(told["id"]), roles, RETURNED, self.county.here)

    async def _raise_alarms(self) -> None:
        """One deadline is red and told to a post; another is a sealed matter's."""
        for name, owner, source in (
            ("delivery", LEAD, "accepted"),
            ("delivery_sealed", DISCIPLINE, "sealed"),
        ):
            head = self.county.knocker(Role.HEAD, organ=owner)
            sealed, alarm = name.endswith("_sealed"), an_id()
            row = asdict(
                Alarm(
                    id=alarm,
                    kind=Kind.MATTER,
                    subject=UUID(self.things[source].id),
                    number=1,
                    term="handling",
                    owner=owner,
                    due=self.county.now.date(),
                    sealed=sealed,
                    raised_at=self.county.now,
                    organ=owner,
                    role=Told.HEAD,
                    post=head.post,
                    state=State.SENT,
                )
            )
            engine = self.county.services["alerts"].engine
            async with database.transaction(engine, self.county.here, MACHINERY) as work:
                row |= {"jurisdiction": self.county.here}
                await work.connection.execute(insert(deliveries).values(row))
            self.things[name] = Thing(str(alarm), {owner: "owner"}, self.county.here, sealed)

    # How somebody does something here

    def by(self, organ: str) -> Knocker:
        return self.county.everybody[organ]

    async def do(self, by: Knocker, matter: str, verb: str, **body: object) -> Any:
        return await self.post("intake", by, f"/v1/matters/{matter}:{verb}", **body)

    async def post(self, service: str, by: Knocker, path: str, **body: object) -> Any:
        return await self._told(service, by, path, json=body)

    async def get(self, service: str, by: Knocker, path: str) -> Any:
        return _good(await self.county.ask(service, "GET", path, by))

    async def _told(self, service: str, by: Knocker, path: str, **more: Any) -> Any:
        return _good(await self.county.ask(service, "POST", path, by, **more))


def accepting(county: County) -> dict[str, Any]:
    day = county.now.date().isoformat()
    consents = [{"side": s, "manner": "signed", "on": day} for s in ("petitioner", "respondent")]
    return {"committee": DUTY, "consents": consents}


def withdrawing(county: County) -> dict[str, Any]:
    return {"side": "petitioner", "manner": "signed", "on": county.now.date().isoformat()}


def _good(answer: Response) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()
