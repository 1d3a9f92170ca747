# chassis/bad.py | pytest tests/architecture/test_refusals.py | test_a_refusal_says_the_same_in_both_languages[chassis/bad.py-Bad
"""Bad."""


class Bad(Exception):
    en = "Only in English."
