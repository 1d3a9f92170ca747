"""A county's staff, all made up: who sits where, so that a demo has somebody at every desk."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from law.organisation import OrganEntry
from services.identity.domain.forms import PersonForm, PostForm

Duties = Mapping[str, tuple[str, ...]]

SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施孔曹严华金魏陶姜"
GIVEN = ("文博", "雅琴", "志远", "晓岚", "建国", "思涵", "国梁", "玉洁", "明哲", "春燕", "海涛")

IN_EVERY_ORGAN: Duties = {"handler": ("handler",), "head": ("head",), "deputy": ("deputy",)}
IN_THE_BUREAU: Duties = {
    "registrar": ("registrar",),
    "receiver": ("receiver",),
    "confidential": ("receiver", "accusation_handler"),
    "supervisor": ("supervisor",),
    "auditor": ("auditor",),
    "head": ("head", "receiver"),
    "deputy": ("deputy", "receiver"),
}
ELSEWHERE: Mapping[str, Duties] = {
    "discipline": {"handler": ("accusation_handler",), "head": ("head", "accusation_handler")},
    "mediation-centre": {"mediator": ("mediator",), "head": ("mediation_head",)},
    "grid-centre": {"analyst": ("analyst",)},
    "county": {"leader": ("leader",)},
}
DESKS = ("bureau", "police", "court", "subdistrict", "town", "township", "mass_organisation")
MOST_TOWNS = 8


def fictional_staff(organs: Sequence[OrganEntry]) -> Iterator[PersonForm]:
    """Each signs in as organ.duty and is reached at an address that no mail ever leaves for."""
    numbers, towns = count(), 0
    for organ in organs:
        if organ.external:
            continue
        towns += organ.level == "township"
        for duty, roles in _duties(organ, towns).items():
            login = f"{organ.code}.{duty}"
            yield PersonForm(
                login=login,
                name=_name(next(numbers)),
                contacts=(("email", f"{login}@onedoor.example.cn"),),
                posts=(PostForm(f"{organ.code}/{duty}", roles),),
            )


def _duties(organ: OrganEntry, towns: int) -> Duties:
    if organ.code == "petition-bureau":
        return IN_THE_BUREAU
    if organ.code in ELSEWHERE:
        return ELSEWHERE[organ.code]
    if organ.kind not in DESKS or towns > MOST_TOWNS:
        return {}
    return IN_EVERY_ORGAN


def _name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)]
