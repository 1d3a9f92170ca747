"""Why a demo cannot be given."""

from chassis.kernel import Conflict, Unavailable


class NobodyMadeUp(Conflict):
    en = "This place has no made-up staff. Start it with `onedoor up --demo-people`, in its folder."
    zh = "这里没有虚构的工作人员,请在同一数据目录用 onedoor up --demo-people 启动。"


class NewsSlow(Unavailable):
    en = "The news of {what} did not arrive at {service} within {seconds} seconds. Try again."
    zh = "{what} 的消息在 {seconds} 秒内没有到达 {service},请稍后再试。"
