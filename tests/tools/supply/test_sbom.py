"""The bill of materials names every part once, with its licence, and everything it refers to."""

from tools.supply.reviewed import PARTS
from tools.supply.sbom import bill
from tools.supply.shipped import shipped


def test_it_names_what_is_shipped_and_what_lies_inside() -> None:
    named = [component["name"] for component in bill()["components"]]

    assert named == [*(package.name for package in shipped()), *(part.name for part in PARTS)]
    assert "nats-server" in named
    assert "hypothesis" not in named


def test_every_part_has_a_licence_and_every_package_the_hashes_of_its_files() -> None:
    components = bill()["components"]

    assert all(component["licenses"][0]["expression"] for component in components)
    assert all(
        len(digest["content"]) == 64
        for component in components
        for place in component.get("externalReferences", [])
        for digest in place["hashes"]
    )


def test_whatever_depends_and_is_depended_on_is_named_once() -> None:
    made = bill()
    named = [made["metadata"]["component"]["bom-ref"]]
    named += [component["bom-ref"] for component in made["components"]]
    needed = [ref for entry in made["dependencies"] for ref in entry["dependsOn"]]

    assert len(named) == len(set(named))
    assert set(needed) == set(named[1:]), "a part that nobody asks for is not shipped"


def test_the_same_lock_gives_the_same_bill() -> None:
    assert bill() == bill()
