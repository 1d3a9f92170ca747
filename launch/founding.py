"""What a place needs before its first petition: organs, an administrator, machines that sign in.

Safe at every start: what is there stays, what is missing is entered.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe

from chassis.runtime import Platform
from launch.engines import SERVICES
from launch.settings import Settings
from launch.staff import fictional_staff
from law.organisation import FOLDER, OrganEntry, load_organisation
from services.identity.domain.forms import ClientForm, PersonForm, PostForm
from services.identity.domain.particulars import OrganForm
from services.identity.service import found

PASSWORDS = "people.json"
DESK = "petition-bureau"
PASSWORD_BYTES = 12


async def found_places(settings: Settings, platform: Platform) -> None:
    """Every place that has an organisation file beside its rulebook."""
    for file in sorted((settings.rulebooks / FOLDER).glob("*.yaml")):
        organisation = load_organisation(file)
        organs = list(organisation.organs.values())
        people = [_administrator()]
        if settings.demo_people:
            people += fictional_staff(organs)
        place = organisation.jurisdiction
        await found(
            platform,
            place,
            [_form(organ) for organ in organs],
            with_passwords(settings.data / PASSWORDS, people),
            [_client(service, place, platform) for service in SERVICES],
        )


def with_passwords(file: Path, people: Sequence[PersonForm]) -> list[PersonForm]:
    """First passwords are made once and kept where only the operator reads them."""
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    made = {p.login: token_urlsafe(PASSWORD_BYTES) for p in people if p.login not in kept}
    if made:
        file.touch(mode=0o600)
        file.write_text(json.dumps(kept | made, indent=1))
    known = kept | made
    return [replace(person, password=known[person.login]) for person in people]


def _administrator() -> PersonForm:
    post = PostForm(f"{DESK}/administrator", ("administrator",))
    return PersonForm(login="administrator", name="系统管理员", posts=(post,))


def _client(service: str, place: str, platform: Platform) -> ClientForm:
    post = PostForm(f"{DESK}/service-{service}", ("service",))
    secret = platform.settings.client_secret
    return ClientForm(f"service-{service}.{place}", f"OneDoor {service}", post, secret)


def _form(organ: OrganEntry) -> OrganForm:
    return OrganForm(
        code=organ.code,
        name=organ.name,
        kind=organ.kind,
        level=organ.level,
        parent=organ.parent,
        external=organ.external,
        resident=organ.resident,
        resident_since=_day(organ.resident_since),
        resident_until=_day(organ.resident_until),
    )


def _day(day: object) -> str:
    return str(day) if day else ""
