# chassis/bad.py | pytest tests/architecture/test_rooms.py | test_a_file_with_code_says_in_its_first_line_what_it_is[chassis/bad.py]
X = 1
