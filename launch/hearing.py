"""Whom each service hears: the consumers it may have, on whose streams, and no others.

NATS is told before any service is built, so they stand here once more; a test compares them with
the subscriptions of the services as they are assembled.
"""

from collections.abc import Mapping

HEARS: Mapping[str, Mapping[str, str]] = {
    "intake": {
        "intake-record-referral-outcomes": "mediation",
        "intake-index-texts": "intake",
        "intake-keep-organisation": "identity",
    },
    "mediation": {
        "mediation-receive-referrals": "intake",
        "mediation-seal-referrals": "intake",
        "mediation-keep-calendars": "intake",
        "mediation-keep-organisation": "identity",
    },
    "evaluation": {
        "evaluation-suggest-orders": "alerts",
        "evaluation-watch-matters": "intake",
        "evaluation-seal-matters": "intake",
        "evaluation-keep-calendars": "intake",
        "evaluation-keep-organisation": "identity",
    },
    "alerts": {
        "alerts-keep-deadlines": "intake",
        "alerts-keep-referrals": "mediation",
        "alerts-keep-orders": "evaluation",
        "alerts-keep-organisation": "identity",
    },
    "identity": {
        "identity-keep-organisation": "identity",
    },
}
"""Service → durable → whose stream it is on."""
