"""The made-up staff of a demo county."""

from launch.staff import fictional_staff
from law.organisation import load_organisation
from services.identity.domain.roles import Role
from tests.builders import RULEBOOKS

ORGANISATION = load_organisation(RULEBOOKS / "organisation" / "420881.yaml")
STAFF = list(fictional_staff(list(ORGANISATION.organs.values())))


def test_every_post_belongs_to_an_organ_of_the_county_and_carries_known_roles() -> None:
    for person in STAFF:
        (post,) = person.posts
        organ = ORGANISATION.organs[post.code.partition("/")[0]]
        assert not organ.external
        assert set(post.roles) <= {str(role) for role in Role}


def test_nobody_has_two_logins_or_two_names() -> None:
    assert len({person.login for person in STAFF}) == len(STAFF)
    assert all(person.name for person in STAFF)


def test_there_is_somebody_at_every_desk_a_matter_passes() -> None:
    logins = {person.login for person in STAFF}

    assert logins >= {
        "petition-bureau.registrar",
        "petition-bureau.receiver",
        "petition-bureau.supervisor",
        "housing.handler",
        "housing.head",
        "housing.deputy",
        "discipline.handler",
        "mediation-centre.head",
        "grid-centre.analyst",
        "county.leader",
    }
