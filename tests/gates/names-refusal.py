# services/mediation/domain/errors.py | pytest tests/architecture/test_names.py | test_a_refusal_is_named_for_what_is_wrong[services/mediation/domain/errors.py]
"""Bad."""


class ReferralError(Exception):
    pass
