"""Splitting, over ports in memory."""

from services.intake.domain import query_code
from services.intake.domain.states import Status
from services.intake.usecases import Part, Registered, Submission, register_petitions, split_matter
from tests.intake.builders import BUREAU, told
from tests.intake.fakes import World

PARTS = [Part({"title": "电梯"}, ["修好"]), Part({"title": "物业费"}, ["退费", "道歉"])]


async def test_each_new_matter_has_its_own_code_and_its_own_copy_of_the_parties() -> None:
    world = World()
    row = Submission(actor=BUREAU, fields=told(), parties=[{"name": "王某"}])
    (letter,) = await register_petitions(world.ports, BUREAU.jurisdiction, [row])
    assert isinstance(letter, Registered)

    split = await split_matter(world.ports, BUREAU, letter.matter.id, PARTS)

    assert split.source.status is Status.LINKED
    assert [len(part.matter.requests) for part in split.parts] == [1, 2]
    for part in split.parts:
        (record,) = part.records
        assert record.fields["name"].key == record.id == part.matter.parties[0].id
        assert record.fields["name"].clear == "王某"
        assert world.parties.kept[record.id].matter_id == part.matter.id
        assert part.matter.query_code_hash == query_code.hashed("420881", part.query_code)
    assert len(world.parties.kept) == 3
    assert world.facts[1:] == ["MatterSplit", "MatterRegistered", "MatterRegistered"]
