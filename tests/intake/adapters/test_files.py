"""Attached files in a real store, their keys in a real database."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from chassis import database
from chassis.attachments import AttachmentTooLarge
from chassis.database import MACHINERY
from chassis.vault import KeyDestroyed
from services.intake.adapters.tables import machinery
from services.intake.domain.errors import NoSuchAttachment
from tests.builders import an_id
from tests.intake.conftest import Place

pytestmark = pytest.mark.engines


async def pieces(*texts: str) -> AsyncIterator[bytes]:
    for text in texts:
        yield text.encode()


async def test_a_file_is_opened_with_the_key_that_lies_in_the_database(place: Place) -> None:
    files, file_id = place.house.intake.files, an_id()

    stored = await files.named("话.txt").write(place.code, file_id, pieces("一", "二"), 100)
    content = await files.open(place.code, file_id)

    assert (stored.media_type, stored.size) == ("text/plain", 6)
    assert b"".join([piece async for piece in content]).decode() == "一二"


async def test_a_file_that_is_too_large_leaves_nothing_behind(place: Place) -> None:
    files, file_id = place.house.intake.files, an_id()
    before = len(place.house.stored())

    with pytest.raises(AttachmentTooLarge):
        await files.named("话.txt").write(place.code, file_id, pieces("一" * 100), 10)

    assert len(place.house.stored()) == before
    with pytest.raises(NoSuchAttachment):
        await files.open(place.code, file_id)


async def test_a_file_whose_key_was_destroyed_opens_no_more(place: Place) -> None:
    files, file_id = place.house.intake.files, an_id()
    await files.named("话.txt").write(place.code, file_id, pieces("一"), 100)
    erase = update(machinery.keys).where(machinery.keys.c.subject == file_id).values(wrapped=None)
    async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
        await work.connection.execute(erase)

    with pytest.raises(KeyDestroyed):
        await files.open(place.code, file_id)


async def test_the_file_of_another_place_is_not_found(place: Place) -> None:
    files, file_id = place.house.intake.files, an_id()
    await files.named("话.txt").write(place.code, file_id, pieces("一"), 100)

    with pytest.raises(NoSuchAttachment):
        await files.open("000000", file_id)
