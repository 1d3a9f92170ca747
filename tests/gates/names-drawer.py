# chassis/date_utils.py | pytest tests/architecture/test_names.py | test_no_name_is_a_drawer[chassis/date_utils.py]
"""Bad."""
