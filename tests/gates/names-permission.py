# services/mediation/domain/permissions.py | pytest tests/architecture/test_names.py | test_a_permission_is_a_noun_and_a_verb[mediation]
"""Bad."""

ACCEPT = "ACCEPT_REFERRAL"
