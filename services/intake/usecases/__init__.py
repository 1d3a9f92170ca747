"""Intake's verbs."""

from services.intake.usecases.accept_matter import accept_matter
from services.intake.usecases.assign_matter import assign_matter
from services.intake.usecases.decide_objection import decide_objection
from services.intake.usecases.forward_matter import forward_matter
from services.intake.usecases.object_to_assignment import object_to_assignment
from services.intake.usecases.ports import Ports
from services.intake.usecases.register_petitions import (
    AlreadyRegistered,
    Registered,
    Submission,
    register_petitions,
)

__all__ = [
    "AlreadyRegistered",
    "Ports",
    "Registered",
    "Submission",
    "accept_matter",
    "assign_matter",
    "decide_objection",
    "forward_matter",
    "object_to_assignment",
    "register_petitions",
]
