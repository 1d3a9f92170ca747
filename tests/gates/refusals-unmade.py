# chassis/bad.py | pytest tests/tools/pages/test_refusals.py | test_a_refusal_is_made_somewhere[Bad]
"""Bad."""

from chassis.kernel import Conflict


class Bad(Conflict):
    en = "Nobody ever says this."
    zh = "没有人会这样说。"
