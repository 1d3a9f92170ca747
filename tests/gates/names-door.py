# services/mediation/usecases/forget_referral.py | pytest tests/architecture/test_names.py | test_a_use_case_has_a_door[services/mediation/usecases/forget_referral.py]
"""Bad."""


async def forget_referral() -> None: ...
