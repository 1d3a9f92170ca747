"""Every way intake can say no, and what to do instead."""

from chassis.kernel import Conflict, Forbidden, InvalidInput, NotFound

# What was handed in cannot be read


class FieldUnknown(InvalidInput):
    en = "{count} fields are unknown here. Use: {known}."
    zh = "有 {count} 个字段无法识别,可用字段:{known}。"


class TextMissing(InvalidInput):
    en = "The field {field} is empty. Fill it in."
    zh = "字段 {field} 为空,请填写。"


class TextUnreadable(InvalidInput):
    en = "The field {field} holds characters that cannot be stored. Remove them and try again."
    zh = "字段 {field} 含有无法保存的字符,请删除后重试。"


class TextTooLong(InvalidInput):
    en = "The field {field} is longer than {limit} characters. Shorten it or attach it as a file."
    zh = "字段 {field} 超过 {limit} 个字符,请缩短或作为附件上传。"


class DateUnreadable(InvalidInput):
    en = "The field {field} is not a day of the calendar. Write it as 2026-09-16."
    zh = "字段 {field} 不是有效日期,请按 2026-09-16 的格式填写。"


class NumberUnreadable(InvalidInput):
    en = "The field {field} is not a whole number. Write digits only."
    zh = "字段 {field} 不是整数,请只填写数字。"


class YesOrNoUnreadable(InvalidInput):
    en = "The field {field} is neither yes nor no."
    zh = "字段 {field} 只能填写 yes 或 no。"


class CodeUnknown(InvalidInput):
    en = "The field {field} holds no known value. Use one of: {known}."
    zh = "字段 {field} 的值无法识别,可用值:{known}。"


class DivisionImpossible(InvalidInput):
    en = "The field {field} is no division code. Write 6, 9 or 12 digits of GB/T 2260, or nothing."
    zh = "字段 {field} 不是行政区划代码,请填写 6、9 或 12 位代码,或者留空。"


class PartyUnreadable(InvalidInput):
    en = "A party holds fields that are not kept here. Use: {known}."
    zh = "当事人含有不予登记的字段,可用字段:{known}。"


class SearchUnreadable(InvalidInput):
    en = "A search holds fields that nothing can be found by. Use: {known}."
    zh = "查询条件含有不能用于查询的字段,可用字段:{known}。"


class WordsTooShort(InvalidInput):
    en = "Words are looked for by two characters and more that stand together. Write more of it."
    zh = "按词语查询至少需要两个相连的字,请再补充。"


class DaysReversed(InvalidInput):
    en = "The last day of the search lies before its first. Swap them."
    zh = "查询的截止日期早于起始日期,请调换。"


class MaskedValue(InvalidInput):
    """A screen sent back what it was shown: written down, it would replace the real value."""

    en = "The field {part} holds a masked value. Send the real one, or leave the field out."
    zh = "字段 {part} 是脱敏后的值,请填写真实内容,或不提交该字段。"


class RespondentUnknown(InvalidInput):
    en = "Only a respondent is an organ by its code. Leave `organ` out for all others."
    zh = "只有被反映方可以填写单位代码,其他当事人请勿填写 organ。"


class ReceivedInTheFuture(InvalidInput):
    en = "It cannot have been received on {received}: that day has not come. Correct the day."
    zh = "收到日期 {received} 尚未到来,请更正。"


class DayInTheFuture(InvalidInput):
    en = "The field {field} names a day that has not come. Correct the day."
    zh = "字段 {field} 的日期尚未到来,请更正。"


class DaysOutOfOrder(InvalidInput):
    en = "The day in {later} lies before the one in {earlier}. Correct one of them."
    zh = "{later} 的日期早于 {earlier},请更正。"


class HistoryIncomplete(InvalidInput):
    en = "A matter brought over needs {field}. Add the column, or import it as a new matter."
    zh = "历史事项缺少 {field},请补充该列,或按新事项登记。"


class OrganUnknown(InvalidInput):
    en = "No organ has this code here. Choose one of the organ tree."
    zh = "没有该代码的单位,请从单位目录中选择。"


class SuccessorExists(InvalidInput):
    en = "The organ {organ} was merged or abolished. Choose its successor {successor}."
    zh = "单位 {organ} 已撤并,请改选承接单位 {successor}。"


class OrganExternal(InvalidInput):
    en = "The organ {organ} stands above the county and does not work here. Choose another."
    zh = "单位 {organ} 为上级机关,不在本系统办理,请选择其他单位。"


class PostVacant(InvalidInput):
    en = "Nobody has the post {post} now. Name one where the petitioner meets somebody."
    zh = "岗位 {post} 目前无人任职,请指定有人在岗的岗位。"


class PostUnreadable(InvalidInput):
    en = "A contact is named by the code of a post, as housing/handler."
    zh = "联系人请填写岗位代码,例如 housing/handler。"


class ContentUnknown(InvalidInput):
    en = "The content scheme of this rulebook has no such path. Choose one of its leaves."
    zh = "本规则手册的内容分类中没有该路径,请选择分类的末级。"


class RouteUnfitting(InvalidInput):
    en = "The route {route} is not open to the purpose {purpose}. Use one of: {known}."
    zh = "信访目的 {purpose} 不适用办理途径 {route},可用途径:{known}。"


class SimplifiedUnfitting(InvalidInput):
    en = "Simplified handling is not open to this matter: {reason}. Take the ordinary procedure."
    zh = "本事项不适用简易办理:{reason}。请按普通程序办理。"


class RespondentMissing(InvalidInput):
    en = "Name the organ complained of, so that the matter never reaches it."
    zh = "请指明被检举控告的单位,以便确保材料不转给该单位。"


class GroundUnknown(InvalidInput):
    en = "The rulebook knows no such ground for a refusal. Use one of: {known}."
    zh = "规则手册没有该不予受理理由,可用理由:{known}。"


class OpinionIncomplete(InvalidInput):
    en = "The opinion lacks {missing} on request {number}. Art. 32 requires it."
    zh = "处理意见书对第 {number} 项请求缺少{missing},《信访工作条例》第三十二条要求载明。"


class RequestUnanswered(InvalidInput):
    en = "Request {number} has no answer of its own. Answer each request separately."
    zh = "第 {number} 项请求没有单独答复,请逐项答复。"


class RequestUnknown(InvalidInput):
    en = "There is no request {number} in this matter, or it is answered twice."
    zh = "本事项没有第 {number} 项请求,或者该项被重复答复。"


class ExtensionTooLong(InvalidInput):
    en = "An extension is 1 to {most} days. Ask for one of that length."
    zh = "延长期限为 1 至 {most} 日,请在此范围内申请。"


class DeadlineImpossible(InvalidInput):
    en = "A closing report is due after {least} to {most} days. Choose a number between."
    zh = "办结报告期限应在 {least} 至 {most} 日之间。"


class EvidenceMissing(InvalidInput):
    en = "Resolved needs evidence: performance, or the petitioner's confirmation. Attach it."
    zh = "认定化解须有依据(履行情况或信访人确认),请附上材料。"


class ConsentMissing(InvalidInput):
    en = "Mediation needs the consent of both sides, each with its day. Ask {side} first."
    zh = "转入调解须双方同意并注明日期,请先征求{side}意见。"


class FileTypeUnwelcome(InvalidInput):
    en = "Files of this type are not kept. Use one of: {known}."
    zh = "不接收此类文件,可用类型:{known}。"


class FileTooLarge(InvalidInput):
    en = "The file is larger than {limit} bytes. Make it smaller or split it."
    zh = "文件超过 {limit} 字节,请压缩或拆分。"


class TooFewParts(InvalidInput):
    en = "Splitting needs at least two parts, each with its requests."
    zh = "分拆至少需要两个事项,并分别写明请求。"


# What may not be seen or done by this post


class NoSuchMatter(NotFound):
    en = "There is no matter here that you may see."
    zh = "没有您可以查看的信访事项。"


class NoSuchParty(NotFound):
    en = "This matter has no such party."
    zh = "本事项没有该当事人。"


class NoSuchDocument(NotFound):
    en = "This matter has no document {number}."
    zh = "本事项没有第 {number} 号文书。"


class NoSuchAttachment(NotFound):
    en = "This matter has no such attachment. Add the proof first."
    zh = "本事项没有该附件,请先上传证明材料。"


class NoSuchItem(NotFound):
    en = "Name one item of this matter; of several, one that was linked to it later."
    zh = "请指定本事项中的一件信访件;有多件时只能选择后来关联的。"


class NoSuchReferral(NotFound):
    en = "This matter has no such referral."
    zh = "本事项没有该转调解记录。"


class QueryCodeWrong(NotFound):
    en = "No matter answers to this query code. Check it, letter by letter."
    zh = "查询码不正确,请逐位核对。"


class NotYourDesk(Forbidden):
    en = "You register for your own organ. Only the petition bureau registers for other desks."
    zh = "您只能为本单位登记,其他窗口由信访局代为登记。"


class NotYourAssignment(Forbidden):
    en = "Nothing of this matter lies with {organ}. Ask the desk that received it."
    zh = "本事项没有交由 {organ} 办理,请联系登记单位。"


class NotYourMatter(Forbidden):
    en = "Only {organ}, which received or gave this matter, decides here."
    zh = "应由登记或交办单位 {organ} 决定。"


class OrganBarred(Forbidden):
    en = "The organ {organ} is complained of here, or stands in its line. Choose another."
    zh = "单位 {organ} 是被反映单位或者与其有隶属关系,请选择其他单位。"


class OnlyDiscipline(Forbidden):
    en = "An accusation goes to the discipline organ only (Art. 30). Choose {known}."
    zh = "检举控告只能转交纪检监察机关(《信访工作条例》第三十条),请选择 {known}。"


class NotYourSubordinate(Forbidden):
    en = "An organ's own desk hands on to its subordinates only (Art. 23); tell others where to go."
    zh = "本单位窗口只能转送下级机关(《信访工作条例》第二十三条);其他情形请告知去向。"


# What does not fit the present state


class MatterNotOpen(Conflict):
    en = "The matter is {status}. Register a new item if there is news."
    zh = "本事项状态为 {status},如有新情况请另行登记。"


class MatterNotClosed(Conflict):
    en = "The matter is {status}. This comes after closing."
    zh = "本事项状态为 {status},办结后方可办理。"


class PartNotInState(Conflict):
    en = "The part of {organ} is {state}; this needs: {allowed}."
    zh = "{organ} 承办部分的状态为 {state},需要为:{allowed}。"


class RouteMissing(Conflict):
    en = "The matter is not classified yet. Choose its route first: it decides the clocks."
    zh = "本事项尚未分类,请先确定办理途径,期限由此决定。"


class BelongsElsewhere(Conflict):
    en = "Route {route} has a procedure of its own (Art. 31). Hand the matter over to it."
    zh = "途径 {route} 有专门程序(《信访工作条例》第三十一条),请移交该程序。"


class NotElsewhere(Conflict):
    en = "Only routes r1 to r4 leave the petition procedure. Classify the matter again first."
    zh = "只有途径 r1 至 r4 移交其他程序,请先重新分类。"


class AlreadyGiven(Conflict):
    en = "This matter lies with {organ} already."
    zh = "本事项已由 {organ} 承办。"


class LeadExists(Conflict):
    en = "{organ} is the lead already. Give to others as co-handlers."
    zh = "{organ} 已是主办单位,其他单位请作为协办。"


class LeadMissing(Conflict):
    en = "A matter needs one lead before it has co-handlers. Name the lead."
    zh = "协办之前须先确定一个主办单位,请指定。"


class SimplifiedNeedsOneOrgan(Conflict):
    en = "Simplified handling is for one organ. Classify it as ordinary to give it to several."
    zh = "简易办理只能由一个单位承办,多单位承办请先改为普通程序。"


class ObjectionWindowClosed(Conflict):
    en = "The time for an objection ended on {due}. The organ keeps the matter; accept it."
    zh = "提出异议的期限已于 {due} 届满,请由本单位受理。"


class ObjectionDecided(Conflict):
    en = "The sender has decided that {organ} keeps this matter. Accept it."
    zh = "交办单位已决定由 {organ} 承办,请受理。"


class NobodySentIt(Conflict):
    en = "This was received at your own desk; nobody sent it. Tell the petitioner where to go."
    zh = "本事项由本单位窗口直接收到,无须提出异议,请告知信访人去向。"


class NoHandlingClock(Conflict):
    en = "No handling term runs here: {organ} has not accepted, or has answered."
    zh = "{organ} 尚未受理或者已经答复,没有正在计算的办理期限。"


class AlreadyExtended(Conflict):
    en = "A handling term is extended once only (Art. 34)."
    zh = "办理期限只能延长一次(《信访工作条例》第三十四条)。"


class ExtensionAfterDue(Conflict):
    en = "The handling term ended on {due}; what is late cannot be extended. Answer now."
    zh = "办理期限已于 {due} 届满,逾期后不能延长,请尽快答复。"


class ObjectInstead(Conflict):
    en = "This was given to you by {organ}: what is out of your scope you object to, in time."
    zh = "本事项由 {organ} 转来,不属于职权范围的请在期限内提出异议。"


class NothingRequested(Conflict):
    en = "{organ} has asked for no extension, or it is decided."
    zh = "{organ} 没有待批准的延期申请。"


class ReplyUnfitting(Conflict):
    en = "This matter needs a handling opinion under Art. 32, not a reply."
    zh = "本事项应当出具处理意见书(《信访工作条例》第三十二条),不能以回复代替。"


class OpinionUnfitting(Conflict):
    en = "A handling opinion belongs to route r6. Answer this matter with a reply."
    zh = "处理意见书适用于途径 r6,请以回复方式答复本事项。"


class NoticeUnfitting(Conflict):
    en = "A notice of the kind {kind} does not fit here. It is given by the verb it belongs to."
    zh = "此处不能单独发出 {kind} 告知,请通过相应的办理事项发出。"


class ServedBeforeIssued(Conflict):
    en = "It was issued on {issued} and cannot have been served earlier. Correct the day."
    zh = "文书于 {issued} 出具,送达日期不能更早,请更正。"


class NotServedYet(Conflict):
    en = "The answer of {organ} has not been served. Record its service, then close."
    zh = "{organ} 的答复尚未送达,请记录送达后再办结。"


class ReportNeeded(Conflict):
    en = "{organ} was assigned this matter: it closes when its closing report is approved."
    zh = "本事项系交办,须由 {organ} 提交办结报告并经批准后办结。"


class ReportNotAsked(Conflict):
    en = "Only an assigned matter needs a closing report. Close it."
    zh = "只有交办事项需要办结报告,请直接办结。"


class NotAnsweredYet(Conflict):
    en = "{organ} has not answered yet. Answer first."
    zh = "{organ} 尚未答复,请先答复。"


class AlreadyRated(Conflict):
    en = "{organ} was rated already. A mark is given once."
    zh = "已对 {organ} 作出评价,不能重复评价。"


class RatingWindowClosed(Conflict):
    en = "The time for a rating ended on {due}."
    zh = "评价期限已于 {due} 届满。"


class NotEvaluable(Conflict):
    en = "This matter is not open to a rating."
    zh = "本事项不在满意度评价范围内。"


class NotHandledBy(Conflict):
    en = "{organ} did not handle this matter. Rate one of: {known}."
    zh = "{organ} 没有办理本事项,可评价单位:{known}。"


class ReferralOpen(Conflict):
    en = "The matter is with the mediation centre already. Wait for its answer."
    zh = "本事项已转调解,请等待结果。"


class SealedStays(Conflict):
    en = "A sealed matter is neither linked, split nor referred. It stays with its readers."
    zh = "密封事项不能关联、分拆或者转调解,只由有权查阅的单位办理。"


class LinkToItself(Conflict):
    en = "A matter cannot be linked to itself. Choose another."
    zh = "不能与自身关联,请选择其他事项。"


class CalendarUnfitting(InvalidInput):
    en = "The calendar of {year} holds days of other years, or days both free and worked."
    zh = "{year} 年的节假日安排含有其他年份的日期,或同一天既放假又上班。"
