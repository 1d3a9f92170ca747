# chassis/bad.py | pytest tests/architecture/test_names.py | test_no_name_is_a_drawer[chassis/bad.py]
"""Bad."""


class CaseManager:
    pass
