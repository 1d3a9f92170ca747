"""A machine is let in: another system that brings items, or a service of the house."""

from dataclasses import replace
from secrets import token_urlsafe

from chassis.kernel import Principal
from services.identity.domain.forms import ClientForm, PersonForm
from services.identity.domain.person import Person
from services.identity.usecases.enter_person import enter_person
from services.identity.usecases.ports import Ports


async def enter_client(
    ports: Ports, actor: Principal, form: ClientForm
) -> tuple[Person, ClientForm]:
    """The form comes back with the secret that was made: it is shown once and kept hashed."""
    complete = form if form.secret else replace(form, secret=token_urlsafe(32))
    machine = PersonForm(
        login=complete.client_id,
        name=complete.name,
        posts=(complete.post,),
        password=complete.secret,
    )
    return await enter_person(ports, actor, machine, machine=True), complete
