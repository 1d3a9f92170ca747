"""Identity's verbs."""

from services.identity.usecases.change_contacts import change_contacts
from services.identity.usecases.change_organ import change_organ
from services.identity.usecases.deactivate_person import deactivate_person
from services.identity.usecases.enter_client import enter_client
from services.identity.usecases.enter_person import enter_person
from services.identity.usecases.establish_organs import establish_organs
from services.identity.usecases.found_jurisdiction import found_jurisdiction
from services.identity.usecases.give_post import give_post
from services.identity.usecases.issue_client_token import issue_client_token
from services.identity.usecases.issue_code import issue_code
from services.identity.usecases.ports import Ports
from services.identity.usecases.prove_identity import prove_identity
from services.identity.usecases.redeem_code import redeem_code
from services.identity.usecases.refresh_tokens import refresh_tokens
from services.identity.usecases.revoke_token import revoke_token
from services.identity.usecases.set_password import set_password
from services.identity.usecases.sign_in import sign_in
from services.identity.usecases.sign_out import sign_out
from services.identity.usecases.take_post import take_post

__all__ = [
    "Ports",
    "change_contacts",
    "change_organ",
    "deactivate_person",
    "enter_client",
    "enter_person",
    "establish_organs",
    "found_jurisdiction",
    "give_post",
    "issue_client_token",
    "issue_code",
    "prove_identity",
    "redeem_code",
    "refresh_tokens",
    "revoke_token",
    "set_password",
    "sign_in",
    "sign_out",
    "take_post",
]
