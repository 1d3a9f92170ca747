"""The bill of materials names every part once, with its licence, and everything it refers to."""

from tools.supply.licences import told
from tools.supply.reviewed import PARTS
from tools.supply.sbom import bill
from tools.supply.shipped import shipped


def test_it_names_what_is_shipped_and_what_lies_inside() -> None:
    named = [component["name"] for component in bill()["components"]]

    assert named == [
        *(package.name for package in shipped()),
        *(part.name for part in PARTS),
        *(entry.name for entry in told()),
    ]
    assert {"nats-server", "object_store"} <= set(named)
    assert "hypothesis" not in named


def test_a_part_whose_version_is_told_bears_it() -> None:
    told_ = {c["name"]: (c.get("version"), c.get("purl")) for c in bill()["components"]}

    assert told_["PostgreSQL"] == ("18.4", "pkg:generic/postgresql@18.4")
    assert told_["BoringSSL"] == (None, None)
    assert all(purl for _, purl in told_.values() if purl is not None)


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
