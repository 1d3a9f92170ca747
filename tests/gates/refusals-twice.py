# chassis/bad.py | pytest tests/architecture/test_refusals.py | test_no_two_refusals_share_a_code
"""Bad."""


class NotFound(Exception):
    en = "Not here."
    zh = "不在这里。"
