# chassis/secrets.py | pytest tests/architecture/test_names.py | test_no_file_shadows_what_it_imports[chassis/secrets.py]
"""Bad."""

import secrets
