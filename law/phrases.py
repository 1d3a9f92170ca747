"""The sentences in which a due date explains itself, in Chinese and English."""

from collections.abc import Iterable, Mapping
from datetime import date

Sentences = Mapping[str, str]

ZH: Sentences = {
    "cause": "{on} {cause}",
    "term": "期限 {length} {unit}（{basis}）",
    "no_term": "没有法定期限（{basis}）",
    "extended": "{on} 经 {by} 批准延长 {days} {unit}",
    "paused": "{since} 至 {until} 不计入期限（{basis}）",
    "paused_now": "自 {since} 起暂不计期（{basis}）",
    "done": "{on} 已办",
    "lapsed": "{on} 终止，不再办理",
    "rolled": "最后一日 {last} 为非工作日，顺延",
    "due": "{due} 24:00 到期",
    "no_due": "暂停期间没有到期日",
    "without_pauses": "不扣除时 {due} 到期",
    "provisional": "{years} 年节假日安排尚未公布，日期为暂定",
    "unit_days": "日",
    "unit_working days": "个工作日",
    "cause_received": "收到",
    "cause_registered": "登记",
    "cause_assigned": "交办",
    "cause_forwarded": "转送",
    "cause_accepted": "受理",
    "cause_objected": "提出异议",
    "cause_returned": "退回重办",
    "cause_served": "送达",
    "cause_requested": "收到申请",
    "cause_referred": "转入调解",
    "cause_issued": "发出督办",
    "cause_closed": "办结",
    "term_disposal": "转送交办",
    "term_own_notice": "书面告知（直接收到）",
    "term_notice": "书面告知",
    "term_objection": "提出异议",
    "term_objection_decision": "核实异议",
    "term_handling": "办理",
    "term_reexamination_request": "申请复查",
    "term_reexamination": "复查",
    "term_review_request": "申请复核",
    "term_review": "复核",
    "term_simplified_passing": "简易办理转送",
    "term_simplified_acceptance": "简易办理受理",
    "term_simplified_handling": "简易办理答复",
    "term_mediation": "调解",
    "term_duty": "履行职责",
    "term_closing_report": "办结报告",
    "term_referral_answer": "答复移交调解",
    "term_supervision_answer": "答复督办",
    "term_rating": "评价",
    "reason_words": "文中有“{words}”",
    "reason_residual": "没有其他途径的线索，归入其余情形（{basis}）",
    "reason_content": "内容分类“{branch}”属于其职责",
    "reason_cadre_line": "检举控告按干部管理权限办理，不经被检举单位",
    "reason_several_fit": "多项同样适用（{codes}），请人工判定",
    "reason_no_duty": "职责清单中没有对应单位，请人工判定",
    "reason_place_unknown": "属于乡镇（街道）职责，但问题属地不明",
    "reason_all_barred": "按干部管理权限的单位均在被检举系统内，请报上级",
}


EN: Sentences = {
    "cause": "{cause} on {on}",
    "term": "{length} {unit} under {basis}",
    "no_term": "no statutory term ({basis})",
    "extended": "extended {days} {unit} by {by} on {on}",
    "paused": "paused from {since} to {until} under {basis}",
    "paused_now": "paused since {since} under {basis}",
    "done": "done on {on}",
    "lapsed": "ended undone on {on}",
    "rolled": "rolled over from {last}, which is not a working day",
    "due": "due {due} 24:00",
    "no_due": "no due date while paused",
    "without_pauses": "without pauses {due}",
    "provisional": "provisional: the calendar of {years} is not published",
    "unit_days": "days",
    "unit_working days": "working days",
    "cause_returned": "returned for rework",
    "cause_referred": "referred to mediation",
    "cause_requested": "requested",
    "term_own_notice": "written notice (own desk)",
    "term_notice": "written notice",
    "term_objection_decision": "decision on the objection",
    "term_reexamination": "re-examination",
    "term_reexamination_request": "request for re-examination",
    "term_review_request": "request for review",
    "term_simplified_passing": "passing on (simplified)",
    "term_simplified_acceptance": "acceptance (simplified)",
    "term_simplified_handling": "handling (simplified)",
    "term_duty": "performing the duty",
    "term_referral_answer": "answer to the referral",
    "term_supervision_answer": "answer to the supervision order",
    "reason_words": "the text says {words}",
    "reason_residual": "nothing points to another route, so the one for all that is left"
    " ({basis_en})",
    "reason_content": "the branch {branch} is its duty",
    "reason_cadre_line": "accusations go by cadre authority, past the organ complained of",
    "reason_several_fit": "several fit alike ({codes}); a person decides",
    "reason_no_duty": "the duty list names no organ for it; a person decides",
    "reason_place_unknown": "it is a town's duty, but the place is not known",
    "reason_all_barred": "every organ of the cadre line is barred; report it upwards",
}

SEPARATOR = {"zh": "，", "en": ", "}


def of(language: str) -> Sentences:
    return ZH if language.startswith("zh") else EN


def join(parts: Iterable[str], language: str) -> str:
    return SEPARATOR["zh" if language.startswith("zh") else "en"].join(parts)


def term(name: str, language: str) -> str:
    """What a term is called on a board or a letter."""
    return of(language).get(f"term_{name}", name.replace("_", " "))


def cause(sentences: Sentences, key: str, on: date) -> str:
    """A cause the tables do not know is said by its own key."""
    word = sentences.get(f"cause_{key}", key.replace("_", " "))
    return sentences["cause"].format(cause=word, on=on)
