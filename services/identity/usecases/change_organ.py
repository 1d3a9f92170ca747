"""An organ is renamed, moves in the tree or in and out of the centre, or hands on its duties."""

from chassis.kernel import Principal
from services.identity.domain.organ import Organ, require_a_tree
from services.identity.domain.particulars import OrganForm, Particulars, read_code
from services.identity.domain.permissions import CHANGE_ORGANISATION
from services.identity.usecases.ports import Ports


async def change_organ(ports: Ports, actor: Principal, form: OrganForm) -> Organ:
    actor.require(CHANGE_ORGANISATION)
    code, particulars = read_code(form.code), Particulars.read(form)
    async with ports.transaction(actor.jurisdiction) as work:
        organ = await work.organs.get(code)
        require_a_tree({**await work.organs.tree(), code: particulars}, code)
        organ.change(particulars, by=actor, now=ports.now())
        await work.organs.save(organ)
    return organ
