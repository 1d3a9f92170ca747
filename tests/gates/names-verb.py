# services/mediation/usecases/close_referral.py | pytest tests/architecture/test_names.py | test_a_use_case_is_named_like_its_file[services/mediation/usecases/close_referral.py]
"""Bad."""


async def shut_referral() -> None: ...
