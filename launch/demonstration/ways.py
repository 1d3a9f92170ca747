"""What happens to the matters of a demo: each way from the desk to where it is left standing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from launch.answers import PlatformRefused
from launch.demonstration.petitions import Story
from launch.demonstration.staff import (
    CONFLICT,
    Case,
    Staff,
    as_petitioner,
    register,
    when_news_arrive,
)

BUREAU = "petition-bureau"
REGISTRAR, RECEIVER = f"{BUREAU}/registrar", f"{BUREAU}/receiver"
BUREAU_HEAD = f"{BUREAU}/head"
SUPERVISOR = f"{BUREAU}/supervisor"
MEDIATION = "mediation-centre/head"
LAW = {"instrument": "《信访工作条例》", "article": "第三十二条", "version": "2022"}


@dataclass(frozen=True, slots=True)
class Scene:
    """One story, who is on stage, and the day it plays."""

    staff: Staff
    story: Story
    today: date

    @property
    def handler(self) -> str:
        return f"{self.story.organ}/handler"

    @property
    def head(self) -> str:
        return f"{self.story.organ}/head"

    def come_in(self) -> Case:
        return register(self.staff, REGISTRAR, self.story.form())

    def sorted_(self) -> Case:
        told, case = self.story.template, self.come_in()
        case.do(RECEIVER, "classify", purpose=told.purpose, content=told.about, route=told.route)
        return case

    def given(self, verb: str = "forward") -> Case:
        case = self.sorted_()
        case.do(RECEIVER, verb, lead=self.story.organ)
        return case

    def accepted(self, verb: str = "forward") -> Case:
        """With the written notice that tells the petitioner so, and its service."""
        case = self.given(verb)
        case.do(self.handler, "accept")
        text = f"您反映的“{self.story.title}”已由我单位受理,查询码可查询办理进展。"
        view = case.do(self.handler, "give_notice", kind="receipt", text=text)
        self._serve(case, view["notices"])
        return case

    def answered(self, verb: str = "forward") -> Case:
        case = self.accepted(verb)
        if self.story.template.route == "r6":
            view = case.do(self.handler, "issue_opinion", answers=self._answers())
            self._serve(case, view["opinions"])
        else:
            text = self.story.template.answer
            view = case.do(self.handler, "give_notice", kind="reply", text=text)
            self._serve(case, view["notices"])
        return case

    def closed(self) -> Case:
        case = self.answered()
        case.do(self.handler, "close")
        return case

    def _answers(self) -> list[dict[str, Any]]:
        told = self.story.template
        asked = told.asks or (self.story.title,)
        return [
            {
                "request": number,
                "outcome": told.outcome,
                "facts": f"经调查:{self.story.body}",
                "evidence": "现场查看记录、有关单位说明和相关材料。",
                "opinion": told.answer,
                **LAW,
            }
            for number, _ in enumerate(asked, 1)
        ]

    def _serve(self, case: Case, documents: list[dict[str, Any]]) -> None:
        case.do(
            self.handler,
            "record_service",
            document=documents[-1]["number"],
            method="in_person",
            outcome="received",
        )


def waits_at_the_desk(scene: Scene) -> Case:
    return scene.come_in()


def waits_at_the_organ(scene: Scene) -> Case:
    return scene.given()


def is_handled(scene: Scene) -> Case:
    return scene.accepted()


def is_closed(scene: Scene) -> Case:
    return scene.closed()


def _rated(organ: str, office: str) -> Callable[[Scene], Case]:
    """Only the petitioner can, and only who still has the query code: on the first run."""

    def way(scene: Scene) -> Case:
        case = scene.closed()
        marks = (("organ", scene.story.organ, organ), ("office", BUREAU, office))
        for of, code, mark in marks if case.is_new else ():
            body = {"code": case.query_code, "of": of, "organ": code, "mark": mark}
            as_petitioner(scene.staff, "/v1/progress:rate", body)
        return case

    return way


is_rated_well = _rated("satisfied", "satisfied")
is_rated_so_so = _rated("basically_satisfied", "satisfied")
is_rated_badly = _rated("unsatisfied", "basically_satisfied")


def is_reported_and_approved(scene: Scene) -> Case:
    case = _reported(scene)
    case.do(RECEIVER, "decide_closing_report", organ=scene.story.organ, approved=True)
    return case


def is_sent_back_for_rework(scene: Scene) -> Case:
    case = _reported(scene)
    reason = "办结报告没有说明第一项请求的落实情况,请补充。"
    case.do(
        RECEIVER,
        "decide_closing_report",
        organ=scene.story.organ,
        approved=False,
        reason=reason,
    )
    return case


def _reported(scene: Scene) -> Case:
    case = scene.answered("assign")
    text = f"已办结。{scene.story.template.answer}"
    case.do(scene.handler, "submit_closing_report", text=text)
    return case


def is_objected_to(scene: Scene) -> Case:
    case = scene.given()
    ground = "经核,该事项不属于我单位职权范围,建议交由属地办理。"
    case.do(scene.handler, "object_to_assignment", ground=ground)
    return case


def comes_back_and_goes_to_the_town(scene: Scene) -> Case:
    case = is_objected_to(scene)
    _decide(case, scene, upheld=True, reason="异议成立,退回重新交办。")
    if scene.story.organ != scene.story.division:
        case.do(RECEIVER, "forward", lead=scene.story.division)
    return case


def stays_where_it_was_given(scene: Scene) -> Case:
    case = is_objected_to(scene)
    _decide(case, scene, upheld=False, reason="按职责清单属你单位主管,请受理。")
    return case


def _decide(case: Case, scene: Scene, *, upheld: bool, reason: str) -> None:
    case.do(RECEIVER, "decide_objection", organ=scene.story.organ, upheld=upheld, reason=reason)


def waits_for_more_time(scene: Scene) -> Case:
    case = scene.accepted()
    case.do(scene.handler, "request_extension", days=20, reason="案情复杂,需要委托鉴定。")
    return case


def gets_more_time(scene: Scene) -> Case:
    case = waits_for_more_time(scene)
    case.do(scene.head, "approve_extension")
    return case


def is_refused_with_a_remedy(scene: Scene) -> Case:
    case = scene.sorted_()
    reason = "该事项已有生效判决,应当依照法律规定的程序向有关政法部门提出。"
    case.do(BUREAU_HEAD, "refuse", ground="litigation", reason=reason)
    return case


def goes_to_its_own_procedure(scene: Scene) -> Case:
    case = scene.come_in()
    told = scene.story.template
    case.do(RECEIVER, "classify", purpose="claim", content=told.about, route="r2")
    case.do(
        BUREAU_HEAD,
        "hand_over",
        procedure="arbitration",
        to="劳动人事争议仲裁委员会",
        text="该事项应当通过劳动仲裁解决,已为您转交材料并告知申请期限。",
        on=scene.today.isoformat(),
    )
    return case


def is_an_accusation(scene: Scene) -> Case:
    """Sealed in the moment it is seen for what it is: from then on only discipline reads it."""
    case = scene.come_in()
    case.do(
        RECEIVER,
        "classify",
        purpose="accusation",
        route="accusation",
        content="纪检监察/干部作风/官僚主义",
        respondents=[scene.story.organ],
    )
    return case


def is_offered_for_mediation(scene: Scene) -> Case:
    case, today = scene.accepted(), scene.today.isoformat()
    case.do(
        scene.handler,
        "refer",
        dispute_kind=scene.story.template.dispute,
        petitioner=today,
        respondent=today,
        petitioner_method="written",
        respondent_method="oral",
    )
    return case


def is_mediated(scene: Scene) -> Case:
    """Both sides agreed to it, and then to each other."""
    case, today = is_offered_for_mediation(scene), scene.today.isoformat()
    mediator = scene.staff.at(MEDIATION)

    def find() -> Any:
        found = mediator.get("mediation", "/v1/referrals", matter=case.id)["referrals"]
        return found[0] if found else None

    referral = when_news_arrive("the referral", "mediation", find)
    committees = mediator.get("mediation", "/v1/committees")
    kind = scene.story.template.dispute
    committee = next(one["code"] for one in committees if kind in one["disputes"])
    consents = [
        {"side": side, "manner": "signed", "on": today} for side in ("petitioner", "respondent")
    ]
    place = f"/v1/referrals/{referral['id']}"
    _once(
        lambda: mediator.post(
            "mediation", f"{place}:accept", {"committee": committee, "consents": consents}
        )
    )
    agreement = {"agreement": "written", "effective": today, "ending": "agreement"}
    account = "双方就修复时间和费用分担达成一致,当场签署协议。"
    _once(
        lambda: mediator.post(
            "mediation",
            f"{place}:conclude",
            {"outcome": "agreed", "account": account, **agreement},
        )
    )
    return case


def press_an_organ(staff: Staff) -> bool:
    """The bureau supervises what is overdue; the organ answers. Says whether there was any."""
    late = staff.at(SUPERVISOR).get(
        "alerts", "/v1/deadlines", colour="red", term="handling", page_size=50
    )
    for line in late["deadlines"]:
        if line["overdue"] and staff.names(f"{line['organ']}.handler"):
            _once(partial(_press, staff, str(line["organ"]), str(line["subject"])))
            return True
    return False


def _press(staff: Staff, organ: str, matter: str) -> None:
    supervisor = staff.at(SUPERVISOR)
    demand = {
        "mode": "letter",
        "matter": matter,
        "organ": organ,
        "trigger": "overdue",
        "ground": "办理期限已过仍未答复,请说明原因并限期办结。",
    }

    def issue() -> Any:
        return supervisor.post("evaluation", "/v1/orders", demand, key=f"demo/order/{matter}")

    order = when_news_arrive("the matter", "evaluation", issue)
    answer = {"statement": "因鉴定延误。", "measures": "已明确专人,一周内出具处理意见书。"}
    place = f"/v1/orders/{order['id']}:answer"
    _once(lambda: staff.at(f"{organ}/handler").post("evaluation", place, answer))


def _once(step: Callable[[], Any]) -> None:
    """Done before is done."""
    try:
        step()
    except PlatformRefused as refused:
        if refused.status != CONFLICT:
            raise
