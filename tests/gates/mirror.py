# tests/law/test_nothing.py | pytest tests/architecture/test_mirror.py | test_a_test_file_is_named_after_the_module_it_tests[tests/law/test_nothing.py]
"""Bad."""
