"""Why no backup is made, or none is restored: one clear sentence each."""

from launch.errors import CannotStart


class BackupThere(CannotStart):
    en = "{file} exists already, and one backup never replaces another; choose another name."
    zh = "{file} 已存在。备份不会覆盖已有备份,请换一个文件名。"


class BackupNotWritable(CannotStart):
    en = "The backup {file} cannot be written: {reason}."
    zh = "备份文件 {file} 无法写入:{reason}。"


class MasterKeyMissing(CannotStart):
    en = "There is no master key in {folder}; without it a backup could never be read again."
    zh = "{folder} 中没有主密钥;缺少主密钥的备份将永远无法读取。"


class DumpFailed(CannotStart):
    en = "The database could not be read to its end: {reason}. No backup was made."
    zh = "数据库未能完整读出:{reason}。没有生成备份。"


class PassphraseNotGiven(CannotStart):
    en = "A backup needs a passphrase: give --passphrase-file, or run this on a terminal."
    zh = "备份需要口令:请用 --passphrase-file 指定,或在终端中运行。"


class PassphraseUnreadable(CannotStart):
    en = "The passphrase in {file} cannot be read: {reason}."
    zh = "无法读取 {file} 中的口令:{reason}。"


class PassphraseTooShort(CannotStart):
    en = "The passphrase is shorter than {least} characters; it guards everything in the backup."
    zh = "口令少于 {least} 个字符;备份中的全部内容都由它保护。"


class PassphrasesDiffer(CannotStart):
    en = "The two passphrases are not the same. No backup was made."
    zh = "两次输入的口令不一致,没有生成备份。"


class WrongPassphrase(CannotStart):
    en = "This is not the passphrase of {file}. Nothing was restored."
    zh = "口令与备份 {file} 不符,没有恢复任何内容。"


class BackupUnreadable(CannotStart):
    en = "The backup {file} cannot be read: {reason}. Nothing was restored."
    zh = "备份文件 {file} 无法读取:{reason}。没有恢复任何内容。"


class BackupDamaged(CannotStart):
    en = "The backup {file} is damaged: {reason}. Nothing was restored; take an older one."
    zh = "备份文件 {file} 已损坏:{reason}。没有恢复任何内容,请使用更早的备份。"


class BackupTooNew(CannotStart):
    en = (
        "The backup {file} was made by OneDoor {version}, whose {what} this one does not know; "
        "restore it with that version or a later one."
    )
    zh = "备份文件 {file} 由一门 {version} 生成,本版本不认识其{what};请用该版本或更新的版本恢复。"


class PlaceNotEmpty(CannotStart):
    en = "{place} is not empty ({found}); a backup is restored into an empty place only."
    zh = "{place} 不为空(已有 {found});备份只能恢复到空的位置。"


class RestoreFailed(CannotStart):
    en = "The database took the backup only in part, and all of it was undone: {reason}."
    zh = "数据库未能接收全部备份,已全部撤销:{reason}。"


class BucketNotNamed(CannotStart):
    en = (
        "The attachments of {file} lie in a bucket, which the backup only lists; "
        "name it with ONEDOOR_ATTACHMENTS."
    )
    zh = "{file} 的附件存放在存储桶中,备份只列出清单;请用 ONEDOOR_ATTACHMENTS 指定该存储桶。"


class BucketNamed(CannotStart):
    en = (
        "The attachments are inside {file} and go into the data folder; "
        "restore without ONEDOOR_ATTACHMENTS."
    )
    zh = "附件就在 {file} 中,将恢复到数据目录;恢复时请不要设置 ONEDOOR_ATTACHMENTS。"


class CopyUnusable(CannotStart):
    en = "{copy} is no copy of a database; `onedoor backup FILE --copy` makes one."
    zh = "{copy} 不是数据库副本;请用 onedoor backup FILE --copy 生成。"


class RewindIncomplete(CannotStart):
    en = "To go back to a moment, restore needs --copy, and ONEDOOR_WAL_ARCHIVE or --wal."
    zh = "恢复到某一时刻需要 --copy,以及 ONEDOOR_WAL_ARCHIVE 或 --wal。"


class RewindFailed(CannotStart):
    en = "The database could not be led back to that moment: {reason}. Nothing was restored."
    zh = "数据库无法回到该时刻:{reason}。没有恢复任何内容。"


class RewindElsewhere(CannotStart):
    en = "A database of your own goes back to a moment by its own means, not by --copy."
    zh = "自备的数据库请用其自身的手段回到某一时刻,不能使用 --copy。"
