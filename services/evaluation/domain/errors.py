"""Every way evaluation can say no. Parameters are codes and numbers, never words of a person."""

from chassis.kernel import Conflict, Forbidden, InvalidInput, NotFound


class NoSuchOrder(NotFound):
    en = "There is no such supervision order that you may see."
    zh = "没有您可以查看的该督办单。"


class NoSuchSuggestion(NotFound):
    en = "There is no such suggestion that you may see."
    zh = "没有您可以查看的该督办建议。"


class NoSuchMatter(NotFound):
    en = "There is no such matter that can be supervised."
    zh = "没有可以督办的该信访事项。"


class NotYourOrder(Forbidden):
    en = "The order is addressed to {addressee}; {organ} cannot answer it."
    zh = "该督办单由 {addressee} 答复，{organ} 不能答复。"


class NotTheIssuer(Forbidden):
    en = "The order was issued by {issuer}; {organ} cannot decide on its answer."
    zh = "该督办单由 {issuer} 发出，{organ} 不能审定答复。"


class OwnOrgan(InvalidInput):
    en = "{organ} cannot supervise itself. Turn to the organ above it."
    zh = "{organ} 不能督办本单位，请由其上级机关督办。"


class OrganNotInMatter(InvalidInput):
    en = "The matter does not lie with {organ}. It lies with: {organs}."
    zh = "该信访事项不由 {organ} 办理。办理单位：{organs}。"


class OrderAlreadyOpen(Conflict):
    en = "The order {number} to {organ} on this matter is still open. Close it before a new one."
    zh = "就该信访事项向 {organ} 发出的督办单 {number} 尚未办结，办结后方可另行督办。"


class OrderNotInState(Conflict):
    en = "The order is {state}; this needs one that is {needed}."
    zh = "该督办单当前状态为 {state}，此操作要求状态为 {needed}。"


class SuggestionSettled(Conflict):
    en = "The suggestion is {state} already."
    zh = "该督办建议已处理，状态为 {state}。"


class ChoiceUnknown(InvalidInput):
    en = "{field} must be one of: {choices}."
    zh = "{field} 只能是以下之一：{choices}。"


class TextUnreadable(InvalidInput):
    en = "{field} is empty, longer than {most} characters, or holds signs that cannot be stored."
    zh = "{field} 为空、超过 {most} 字，或者含有无法保存的字符。"


class TriggerUnclear(InvalidInput):
    en = "An order names either a suggestion, or a matter, an organ and the ground for it."
    zh = "督办单应当依据一条督办建议，或者写明信访事项、被督办单位和督办理由。"
