"""Adding a file, over ports in memory."""

from collections.abc import AsyncIterator

import pytest

from services.intake.domain.errors import (
    FileTooLarge,
    FileTypeUnwelcome,
    NotYourAssignment,
    TextMissing,
)
from services.intake.usecases import add_attachment
from tests.intake.builders import HEALTH, HOUSING, a_forwarded_matter
from tests.intake.fakes import InMemoryFiles, World


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def never() -> AsyncIterator[bytes]:
    pytest.fail("it was asked for its content")
    yield b""


async def test_the_matter_knows_what_the_store_took() -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)

    await add_attachment(world.ports, HOUSING, matter.id, "照片.png", chunks(b"12", b"3"))

    (file,) = matter.attachments
    assert world.files.kept == {file.id: b"123"}
    assert (file.size, file.media_type, file.by) == (3, "image/png", "housing/clerk")
    assert file.name.key == matter.id
    assert world.facts == ["AttachmentAdded"]


@pytest.mark.parametrize("media_type", ["application/x-msdownload", "text/html"])
async def test_an_unwelcome_file_leaves_nothing_behind(media_type: str) -> None:
    matter = a_forwarded_matter()
    world = World(files=InMemoryFiles(media_type=media_type)).holding(matter)

    with pytest.raises(FileTypeUnwelcome):
        await add_attachment(world.ports, HOUSING, matter.id, "工具.exe", chunks(b"MZ"))

    assert world.files.kept == {}
    assert matter.attachments == []


async def test_a_file_too_large_for_its_kind_leaves_nothing_behind() -> None:
    matter = a_forwarded_matter()
    world = World(files=InMemoryFiles(media_type="text/plain")).holding(matter)

    with pytest.raises(FileTooLarge):
        await add_attachment(
            world.ports, HOUSING, matter.id, "长文.txt", chunks(b"0" * (1024 * 1024 + 1))
        )

    assert world.files.kept == {}


async def test_of_an_organ_without_a_part_in_it_not_a_byte_is_stored() -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)

    with pytest.raises(NotYourAssignment):
        await add_attachment(world.ports, HEALTH, matter.id, "照片.png", never())

    assert matter.attachments == []


async def test_a_file_has_a_name() -> None:
    with pytest.raises(TextMissing):
        await add_attachment(World().ports, HOUSING, a_forwarded_matter().id, " ", chunks(b"1"))
