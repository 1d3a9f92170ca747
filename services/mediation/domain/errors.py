"""Every way mediation can say no. Parameters are codes and days, never words of a person."""

from chassis.kernel import Conflict, Forbidden, InvalidInput, NotFound


class NoSuchReferral(NotFound):
    en = "There is no such referral that you may see."
    zh = "没有您可以查看的该调解移送。"


class NotYourReferral(Forbidden):
    en = "The referral lies with {centre}; {organ} cannot act on it."
    zh = "该移送由 {centre} 办理，{organ} 不能办理。"


class ReferralNotInState(Conflict):
    en = "The referral is {state}; this needs one that is {needed}."
    zh = "该移送当前状态为 {state}，此操作要求状态为 {needed}。"


class ConsentMissing(Conflict):
    en = (
        "Mediation of a petition needs the consent of both sides （条例 Art. 33). None is recorded "
        "of: {sides}. Ask that side and record how and on which day it consented, or decline the "
        "referral."
    )
    zh = (
        "信访事项的调解须经争议双方同意（《信访工作条例》第三十三条），尚无以下一方的同意：{sides}。"
        "请征询该方意见并记录同意的方式和日期，或者不予接收该移送。"
    )


class ConsentTwice(InvalidInput):
    en = "The consent of {side} is named twice. A side consents once."
    zh = "{side} 一方的同意重复填写，每一方只填一次。"


class CommitteeUnknown(InvalidInput):
    en = "There is no mediation committee {committee}. There are: {known}."
    zh = "没有调解委员会 {committee}。现有：{known}。"


class ChoiceUnknown(InvalidInput):
    en = "{field} must be one of: {choices}."
    zh = "{field} 只能是以下之一：{choices}。"


class DayUnreadable(InvalidInput):
    en = "{field} is not a day. Write it as 2026-09-16."
    zh = "{field} 不是有效日期，请按 2026-09-16 的格式填写。"


class DayNotReached(InvalidInput):
    en = "{field} lies in the future: {day}. Record it on the day it happens."
    zh = "{field} 是将来的日期：{day}。请在当日或之后记录。"


class TextUnreadable(InvalidInput):
    en = "{field} is empty, longer than {most} characters, or holds signs that cannot be stored."
    zh = "{field} 为空、超过 {most} 字，或者含有无法保存的字符。"


class AgreementMissing(InvalidInput):
    en = "An agreed mediation needs the kind of agreement (written or oral) and its effective day."
    zh = "调解达成协议的，须填写协议形式（书面或口头）和生效日期。"


class AgreementTooEarly(InvalidInput):
    en = "The agreement cannot take effect on {day}: the referral was accepted on {accepted}."
    zh = "协议生效日期 {day} 早于受理日期 {accepted}。"


class RemediesUntold(InvalidInput):
    en = (
        "Mediation failed: tell both sides which other ways are open to them （人民调解法 Art. 26) "
        "and record which were told: {remedies}."
    )
    zh = (
        "调解不成的，应当告知当事人可以通过仲裁、行政、司法等途径维护权利"
        "（《人民调解法》第二十六条），请记录已告知的途径：{remedies}。"
    )


class NothingToTell(Conflict):
    en = "The other remedies were told already, or mediation did not end without an agreement."
    zh = "其他救济途径已经告知，或者调解并非未达成协议而终止。"
