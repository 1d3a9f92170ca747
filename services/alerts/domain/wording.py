"""What a red alarm says: a number, a step, a day. Never a word of what the matter is about."""

from datetime import date

from services.alerts.domain.deadline import Kind
from services.alerts.domain.delivery import Delivery

KINDS = {Kind.MATTER: "信访事项", Kind.REFERRAL: "调解移送", Kind.ORDER: "督办单"}
TERMS = {
    "disposal": "登记转办",
    "own_notice": "受理告知",
    "notice": "受理告知",
    "objection_decision": "异议审核",
    "handling": "办理答复",
    "reexamination": "复查",
    "review": "复核",
    "simplified_passing": "简易办理转送",
    "simplified_acceptance": "简易办理受理",
    "simplified_handling": "简易办理答复",
    "duty": "履行法定职责",
    "closing_report": "办结报告",
    "referral_answer": "调解移送答复",
    "mediation": "调解",
    "supervision_answer": "督办答复",
}


def title() -> str:
    return "红灯预警"


def body(delivery: Delivery, today: date) -> str:
    """Short enough for an SMS; the days are counted anew each time it is sent."""
    kind, term = KINDS[delivery.kind], TERMS.get(delivery.term, delivery.term)
    return (
        f"{kind} {delivery.subject} 的“{term}”期限为 {delivery.due},{_left(delivery.due, today)}。"
        "请及时办理,并在系统中确认收到。"
    )


def _left(due: date, today: date) -> str:
    left = (due - today).days
    if left < 0:
        return f"已超期 {-left} 天"
    return f"还剩 {left} 天" if left else "今天到期"
