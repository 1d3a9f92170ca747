"""Keys at rest and between replicas."""

import asyncio

import pytest
from sqlalchemy import select

from chassis.kernel import new_id
from chassis.runtime import Platform, Service
from services.identity.adapters.signing import PostgresSigner
from services.identity.adapters.tables import signing_keys
from services.identity.domain.signing import ROTATION
from tests.identity.builders import ISSUER, Clock, ports_of

pytestmark = pytest.mark.engines


async def test_replicas_that_find_a_key_too_old_make_one_new_key_between_them(
    service: Service, platform: Platform, clock: Clock
) -> None:
    replicas = [
        PostgresSigner(service.engine, platform.vault, ISSUER, clock, new_id) for _ in range(3)
    ]
    await asyncio.gather(*(replica.published() for replica in replicas))
    clock.pass_(ROTATION.total_seconds() * 2)
    made = await asyncio.gather(
        *(replica.rotate(clock(), only_if_due=True) for replica in replicas)
    )

    assert sorted(made) == [False, False, True]


async def test_the_private_part_is_kept_sealed_and_only_while_it_signs(
    service: Service, clock: Clock
) -> None:
    signer = ports_of(service).signer
    await signer.published()
    await signer.rotate(clock(), only_if_due=False)
    async with service.engine.connect() as connection:
        rows = (await connection.execute(select(signing_keys))).all()

    assert not [row for row in rows if "d" in row.public]
    standing = [row for row in rows if row.retired_at is None]
    assert len(standing) == 1
    assert standing[0].sealed
    assert '"d"' not in standing[0].sealed
    assert not [row for row in rows if row.retired_at and row.sealed]


@pytest.mark.parametrize("text", ["", "a.b.c", "not a token"])
async def test_a_hint_that_is_no_id_token_of_ours_is_none(service: Service, text: str) -> None:
    assert await ports_of(service).signer.read_hint(text) is None
