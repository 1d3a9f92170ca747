"""Why a file, or one row of it, is not taken. A reason never repeats what stands in the row."""

from chassis.kernel import Forbidden, InvalidInput

# The file as a whole


class FileUnreadable(InvalidInput):
    en = "The file {file} cannot be read: {reason}."
    zh = "文件 {file} 无法读取:{reason}。"


class EncodingUnwelcome(InvalidInput):
    en = "The file is written in {encoding}. Save it as CSV in UTF-8, or in GB18030."
    zh = "文件编码为 {encoding},请另存为 UTF-8 或 GB18030 编码的 CSV。"


class HeaderMissing(InvalidInput):
    en = "The file has no header row. Its first line must name the columns."
    zh = "文件没有表头,第一行应为各列名称。"


class HeaderTwofold(InvalidInput):
    en = "Two columns of the header have the same name: columns {first} and {second}."
    zh = "表头第 {first} 列与第 {second} 列同名。"


class HeaderUnfitting(InvalidInput):
    en = "The mapping {mapping} needs columns that the file does not have: {columns}."
    zh = "映射 {mapping} 需要的列在文件中不存在:{columns}。"


class MappingUnfound(InvalidInput):
    en = "No ready mapping fits this header. Choose one with --mapping: {known}, or a YAML file."
    zh = "没有与此表头相符的映射。请用 --mapping 指定:{known},或者一个 YAML 文件。"


class MappingUnreadable(InvalidInput):
    en = "The mapping cannot be used: {reason}."
    zh = "映射无法使用:{reason}。"


# Who brings it in


class PastNotYours(Forbidden):
    en = "A past is brought over by the importer: `onedoor login importer.<place> --machine` first."
    zh = "历史事项由导入客户端导入,请先运行 onedoor login importer.<地区代码> --machine。"


# One row


class RowUnquotable(InvalidInput):
    en = "The quotes of this row do not close, or something stands behind a closing quote."
    zh = "本行引号没有成对,或者右引号之后还有其他字符。"


class RowUndecodable(InvalidInput):
    en = "This row holds bytes that are not {encoding}."
    zh = "本行含有不属于 {encoding} 编码的字节。"


class RowUnfitting(InvalidInput):
    en = "This row has {found} columns; the header names {expected}."
    zh = "本行有 {found} 列,表头为 {expected} 列。"


class RowTooLarge(InvalidInput):
    en = "This row is larger than {limit} bytes. Shorten it, and hand the rest in as a file."
    zh = "本行超过 {limit} 字节,请缩短,其余内容作为附件提交。"


class RowUnstorable(InvalidInput):
    en = "This row holds a NUL character, which cannot be stored. Remove it."
    zh = "本行含有无法保存的空字符(NUL),请删除。"


class FileCutShort(InvalidInput):
    en = "The file ends here before its time ({reason}). What came before was taken."
    zh = "文件在此处意外中断({reason}),此前的内容已处理。"
