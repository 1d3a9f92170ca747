"""What nobody should send, and somebody will."""

NAMES = ("王小明", "wang.xm@example.com", "Wang Xiaoming 13800001234")
"""Personal data in the wrong place: no refusal may repeat it."""

TEXTS = (
    *NAMES,
    "\0",
    "a\0b",
    "\ud800",
    "\u202eabc",
    "e\u0301" * 300,
    "\ufeff",
    "\u2028",
    "😀",
    "²",
    "１３８",
    "٢٠٢٦-٠١-٠١",
    "",
    " ",
    "x" * 100_001,
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-13-45",
    "2026-W01-1",
    "2026-09-16T00:00:00",
    "20260916",
    "{reason}",
    "%s'\";--",
    "../../etc/passwd",
    "00000000-0000-0000-0000-000000000000",
    "-1",
    "1e5",
    "99999999999999999999",
    "true",
)

OTHERS: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**31,
    2**63,
    2**64,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    [],
    {},
    [None],
    ["\0"],
    ["\ud800"],
    {"\ud800": 1},
    {"王小明": "x"},
)

INT32 = (-(2**31), -1, 0, 2**31 - 1)
INT64 = (-(2**63), -1, 0, 2**63 - 1)
NOT_UTF8 = b"\xff\xfe\xed\xa0"
