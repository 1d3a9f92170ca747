"""Enter a part of the organ tree, or all of it, at once. A bad row is refused alone."""

from collections.abc import Sequence

from chassis.kernel import Principal, Refusal
from services.identity.domain.organ import Organ, require_a_tree
from services.identity.domain.particulars import OrganForm, Particulars, read_code
from services.identity.domain.permissions import CHANGE_ORGANISATION
from services.identity.usecases.ports import Ports


async def establish_organs(
    ports: Ports, actor: Principal, forms: Sequence[OrganForm]
) -> list[Organ | Refusal | None]:
    """None for an organ that is there already: it is left as it stands, changes have their verb.

    The order of the forms does not matter; a parent may come after those below it.
    """
    actor.require(CHANGE_ORGANISATION)
    async with ports.transaction(actor.jurisdiction) as work:
        standing = await work.organs.tree()
        read = [_read(form) for form in forms]
        known = dict(standing)
        for row in read:
            if not isinstance(row, Refusal):
                known.setdefault(*row)
        outcomes: list[Organ | Refusal | None] = []
        for row in read:
            if isinstance(row, Refusal):
                outcomes.append(row)
                continue
            code, particulars = row
            if code in standing:
                outcomes.append(None)
                continue
            try:
                require_a_tree(known, code)
            except Refusal as refusal:
                outcomes.append(refusal)
                continue
            organ = Organ.establish(
                actor.jurisdiction, code, particulars, by=actor, now=ports.now()
            )
            await work.organs.save(organ)
            outcomes.append(organ)
    return outcomes


def _read(form: OrganForm) -> tuple[str, Particulars] | Refusal:
    try:
        return read_code(form.code), Particulars.read(form)
    except Refusal as refusal:
        return refusal
