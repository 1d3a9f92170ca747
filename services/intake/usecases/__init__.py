"""Intake's verbs."""

from services.intake.usecases.accept_matter import accept_matter
from services.intake.usecases.add_attachment import add_attachment
from services.intake.usecases.approve_extension import approve_extension
from services.intake.usecases.assign_matter import assign_matter
from services.intake.usecases.classify_matter import classify_matter
from services.intake.usecases.close_matter import close_matter
from services.intake.usecases.decide_closing_report import decide_closing_report
from services.intake.usecases.decide_objection import decide_objection
from services.intake.usecases.decline_extension import decline_extension
from services.intake.usecases.find_parties import find_parties
from services.intake.usecases.forward_matter import forward_matter
from services.intake.usecases.give_notice import give_notice
from services.intake.usecases.hand_over_matter import hand_over_matter
from services.intake.usecases.issue_opinion import issue_opinion
from services.intake.usecases.link_matter import link_matter
from services.intake.usecases.name_contact import name_contact
from services.intake.usecases.object_to_assignment import object_to_assignment
from services.intake.usecases.ports import Ports
from services.intake.usecases.publish_calendar import publish_calendar
from services.intake.usecases.rate_matter import rate_matter
from services.intake.usecases.recompute_clocks import recompute_clocks
from services.intake.usecases.record_referral_outcome import record_referral_outcome
from services.intake.usecases.record_resolution import record_resolution
from services.intake.usecases.record_service import record_service
from services.intake.usecases.refer_matter import refer_matter
from services.intake.usecases.refuse_matter import refuse_matter
from services.intake.usecases.register_petitions import (
    AlreadyRegistered,
    Outcome,
    Registered,
    Submission,
    register_petitions,
)
from services.intake.usecases.renew_query_code import Renewed, renew_query_code
from services.intake.usecases.request_extension import request_extension
from services.intake.usecases.reveal_party import reveal_party
from services.intake.usecases.split_matter import Part, Split, split_matter
from services.intake.usecases.submit_closing_report import submit_closing_report

__all__ = [
    "AlreadyRegistered",
    "Outcome",
    "Part",
    "Ports",
    "Registered",
    "Renewed",
    "Split",
    "Submission",
    "accept_matter",
    "add_attachment",
    "approve_extension",
    "assign_matter",
    "classify_matter",
    "close_matter",
    "decide_closing_report",
    "decide_objection",
    "decline_extension",
    "find_parties",
    "forward_matter",
    "give_notice",
    "hand_over_matter",
    "issue_opinion",
    "link_matter",
    "name_contact",
    "object_to_assignment",
    "publish_calendar",
    "rate_matter",
    "recompute_clocks",
    "record_referral_outcome",
    "record_resolution",
    "record_service",
    "refer_matter",
    "refuse_matter",
    "register_petitions",
    "renew_query_code",
    "request_extension",
    "reveal_party",
    "split_matter",
    "submit_closing_report",
]
