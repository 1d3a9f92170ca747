"""An installer may run it at every start."""

from dataclasses import replace

import pytest

from services.identity.domain.errors import LoginTaken, NoSuchOrgan
from services.identity.usecases import Ports, found_jurisdiction, prove_identity
from tests.identity.builders import HOUSING, TREE, a_client, a_form, a_login
from tests.identity.fakes import Memory, OtherRealm

HERE = "420882"


async def test_the_second_time_nothing_is_entered_again(ports: Ports, memory: Memory) -> None:
    for _ in range(2):
        await found_jurisdiction(ports, HERE, TREE, [a_form(HERE)], [a_client(HERE)])

    kept = memory.at(HERE)
    assert (len(kept.organs), len(kept.people)) == (3, 2)
    assert len({type(fact) for fact in kept.facts}) == 4
    assert len(kept.facts) == 3 + 2 * 3


async def test_a_lost_secret_is_replaced_by_the_new_one(ports: Ports) -> None:
    await found_jurisdiction(ports, HERE, TREE, [], [a_client(HERE)])
    renewed = replace(a_client(HERE), secret="another-secret-of-the-machine")
    await found_jurisdiction(ports, HERE, TREE, [], [renewed])

    await prove_identity(ports, a_login(HERE, "hotline"), renewed.secret, "", machine=True)


async def test_a_tree_that_does_not_hold_stops_the_founding(ports: Ports) -> None:
    with pytest.raises(NoSuchOrgan):
        await found_jurisdiction(ports, HERE, [HOUSING], [a_form(HERE)])


async def test_a_name_that_another_place_took_first_is_not_passed_over(ports: Ports) -> None:
    await found_jurisdiction(ports, HERE, TREE, [a_form(HERE)])

    with pytest.raises(LoginTaken):
        await found_jurisdiction(ports, "420883", TREE, [a_form(HERE)])


async def test_a_realm_that_lost_everybody_is_filled_again(ports: Ports, memory: Memory) -> None:
    """People set new passwords there; a machine gets the secret that its installer knows."""
    elsewhere = replace(ports, is_issuer=False, realm=OtherRealm())
    await found_jurisdiction(elsewhere, HERE, TREE, [a_form(HERE)], [a_client(HERE)])
    realm = OtherRealm()
    renewed = replace(a_client(HERE), secret="another-secret-of-the-machine")
    await found_jurisdiction(replace(elsewhere, realm=realm), HERE, TREE, [a_form(HERE)], [renewed])

    assert set(realm.admitted.values()) == set(memory.at(HERE).people)
    assert realm.words == {a_login(HERE, "hotline"): renewed.secret}
