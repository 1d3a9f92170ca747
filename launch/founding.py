"""What a place needs before its first petition: organs, an administrator, machines that sign in.

Safe at every start: what is there stays, what is missing is entered.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from chassis.runtime import Platform
from launch.engines import SERVICES
from launch.errors import RulebooksUnreadable
from launch.passwords import PASSWORDS, passwords
from launch.settings import Settings
from launch.staff import fictional_staff
from law.loading import BASE
from law.organisation import FOLDER, load_organisation
from services.identity.domain.forms import ClientForm, PersonForm, PostForm
from services.identity.domain.particulars import OrganForm
from services.identity.service import found

DESK = "petition-bureau"


async def found_places(settings: Settings, platform: Platform) -> None:
    """Every place of the rulebooks, with its organs."""
    for file in organisations(settings.rulebooks):
        organisation = load_organisation(file)
        organs = list(organisation.organs.values())
        people = [_administrator()]
        if settings.demo_people:
            people += fictional_staff(organs)
        place = organisation.jurisdiction
        await found(
            platform,
            place,
            [OrganForm.of(organ) for organ in organs],
            with_passwords(settings.data / PASSWORDS, people),
            [
                *(_client(service, place, platform) for service in SERVICES),
                _importer(place, settings.data / PASSWORDS),
            ],
        )


def organisations(rulebooks: Path) -> list[Path]:
    """One for each place: where nobody is entered nobody signs in, not even the services."""
    files = [
        rulebooks / FOLDER / place.name
        for place in sorted(rulebooks.glob("*.yaml"))
        if place.name != BASE
    ]
    if missing := next((file for file in files if not file.is_file()), None):
        reason = f"{missing}: the organs of this place are expected there"
        raise RulebooksUnreadable(folder=rulebooks, reason=reason)
    return files


def with_passwords(file: Path, people: Sequence[PersonForm]) -> list[PersonForm]:
    """First passwords are made once and kept where only the operator reads them."""
    known = passwords(file, [person.login for person in people])
    return [replace(person, password=known[person.login]) for person in people]


def _administrator() -> PersonForm:
    post = PostForm(f"{DESK}/administrator", ("administrator",))
    return PersonForm(login="administrator", name="系统管理员", posts=(post,))


def _client(service: str, place: str, platform: Platform) -> ClientForm:
    post = PostForm(f"{DESK}/service-{service}", ("service",))
    secret = platform.settings.client_secrets.get(service, "")
    return ClientForm(f"service-{service}.{place}", f"OneDoor {service}", post, secret)


def _importer(place: str, file: Path) -> ClientForm:
    """Brings files in, with their own days too. No person's post may do that."""
    client_id = f"importer.{place}"
    post = PostForm(f"{DESK}/importer", ("importer",))
    return ClientForm(client_id, "OneDoor import", post, passwords(file, [client_id])[client_id])
