"""Why the platform cannot start: one clear sentence each, said by the `onedoor` command."""

from chassis.kernel import Refusal


class CannotStart(Refusal):
    """Something outside the rules is in the way; the command says it and ends with code 2."""


class PortInUse(CannotStart):
    en = "Port {port} is in use by another program; choose another with {option}."
    zh = "端口 {port} 已被其他程序占用,请用 {option} 另选一个。"


class FolderInUse(CannotStart):
    en = "Another OneDoor is running on {folder}; stop it first, or choose a folder with --data."
    zh = "另一个一门正在使用 {folder},请先停止它,或用 --data 另选数据目录。"


class FolderNotWritable(CannotStart):
    en = "The data folder {folder} cannot be written: {reason}."
    zh = "数据目录 {folder} 无法写入:{reason}。"


class DiskFull(CannotStart):
    en = "Only {free_mb} MB are free where {folder} lies; OneDoor needs {needed_mb} MB to start."
    zh = "{folder} 所在磁盘仅剩 {free_mb} MB,一门启动至少需要 {needed_mb} MB。"


class FolderDamaged(CannotStart):
    en = "The data folder is damaged: {reason}. Restore it from a backup, or choose another folder."
    zh = "数据目录已损坏:{reason}。请从备份恢复,或另选数据目录。"


class MasterKeyWrong(CannotStart):
    en = (
        "What is here was sealed under another master key than {file}. Put that one back from a "
        "backup: without it no personal data can be read."
    )
    zh = "此处的数据并非以主密钥 {file} 封存。请从备份恢复原来的主密钥,否则个人信息无法读取。"


class SettingsUnreadable(CannotStart):
    en = "The environment cannot be used: {reason}."
    zh = "环境变量无法使用:{reason}。"


class DatabaseNotNamed(CannotStart):
    en = "Set ONEDOOR_DATABASE_URL to the database that is to be brought to the newest schema."
    zh = "请用 ONEDOOR_DATABASE_URL 指明需要升级的数据库。"


class ChannelUnusable(CannotStart):
    en = "ONEDOOR_NOTIFY: the URL for {kinds} is none that can be used, so nobody would be told."
    zh = "ONEDOOR_NOTIFY:{kinds} 的地址无法使用,无人会收到通知。"


class EngineMissing(CannotStart):
    en = "The program {program} is not in this virtual environment; run `make .venv/ready`."
    zh = "虚拟环境中没有程序 {program},请重新安装依赖。"


class EngineDidNotStart(CannotStart):
    en = "{engine} did not start: {reason}. Its log is {log}."
    zh = "{engine} 未能启动:{reason}。日志见 {log}。"


class EngineGone(CannotStart):
    en = "{engine} stopped and could not be started again: {reason}. Its log is {log}."
    zh = "{engine} 已停止且无法重新启动:{reason}。日志见 {log}。"


class NoUserNamespaces(CannotStart):
    en = (
        "PostgreSQL refuses to run as root, and this machine forbids the user namespaces that "
        "would help ({reason}). Run onedoor as an ordinary user, or set ONEDOOR_DATABASE_URL."
    )
    zh = (
        "PostgreSQL 不允许以 root 运行,而本机禁止使用用户命名空间({reason})。"
        "请以普通用户运行 onedoor,或设置 ONEDOOR_DATABASE_URL。"
    )


class DatabaseUnreachable(CannotStart):
    en = "The database at {address} does not let us in: {reason}."
    zh = "无法连接位于 {address} 的数据库:{reason}。"


class DatabaseTooNew(CannotStart):
    en = (
        "A newer OneDoor brought this database further than this one knows: {service} stands at "
        "{revision}. Run that version, or restore a backup of before. Nothing was changed."
    )
    zh = (
        "该数据库已由较新版本的一门升级,本版本无法识别:{service} 处于 {revision}。"
        "请使用该版本运行,或恢复升级前的备份。数据没有改动。"
    )


class RulebooksUnreadable(CannotStart):
    en = "The rulebooks in {folder} cannot be used: {reason}. See `onedoor rulebook check`."
    zh = "{folder} 中的规则手册无法使用:{reason}。请运行 onedoor rulebook check 检查。"


class ServiceNotBuilt(CannotStart):
    en = "The service {service} cannot be put together: {reason}."
    zh = "服务 {service} 无法装配:{reason}。"


class StillStarting(CannotStart):
    en = "The OneDoor on {folder} is still starting, or closing; try again in a moment."
    zh = "{folder} 上的一门正在启动或关闭,请稍后再试。"


class NothingHere(CannotStart):
    en = "There is no OneDoor data in {folder}; choose a folder with --data, or run onedoor up."
    zh = "{folder} 中没有一门的数据,请用 --data 指定目录,或先运行 onedoor up。"
