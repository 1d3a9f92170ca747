"""Mediation's verbs."""

from services.mediation.usecases.accept_referral import Said, accept_referral
from services.mediation.usecases.conclude_mediation import conclude_mediation
from services.mediation.usecases.decline_referral import decline_referral
from services.mediation.usecases.ports import ConsumerPorts, Ports
from services.mediation.usecases.receive_referral import receive_referral
from services.mediation.usecases.recompute_clocks import recompute_clocks
from services.mediation.usecases.seal_referrals import seal_referrals
from services.mediation.usecases.tell_remedies import tell_remedies
from services.mediation.usecases.withdraw_consent import withdraw_consent

__all__ = [
    "ConsumerPorts",
    "Ports",
    "Said",
    "accept_referral",
    "conclude_mediation",
    "decline_referral",
    "receive_referral",
    "recompute_clocks",
    "seal_referrals",
    "tell_remedies",
    "withdraw_consent",
]
