"""Write the bill of materials of what is shipped: CycloneDX 1.6, the same for the same lock."""

import json
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from tools.supply.licences import Told, licence_of, told
from tools.supply.reviewed import PARTS, Part
from tools.supply.shipped import LOCK, OURS, Package, shipped

PLACE = Path("dist/onedoor.cdx.json")


def bill() -> dict[str, Any]:
    packages = shipped()
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    itself = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": UUID(bytes=sha256(LOCK.read_bytes()).digest()[:16], version=4).urn,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "purl": itself,
            }
        },
        "components": [*map(_package, packages), *map(_part, PARTS), *map(_told, told())],
        "dependencies": [
            {"ref": itself, "dependsOn": _asked_for(OURS, packages)},
            *(
                {"ref": _ref(p), "dependsOn": _asked_for(p.name, packages) + _carried(p)}
                for p in packages
            ),
        ],
    }


def _package(package: Package) -> dict[str, Any]:
    """The hashes are of its files on any platform: one of them is installed."""
    return {
        "type": "library",
        "bom-ref": _ref(package),
        "name": package.name,
        "version": package.version,
        "purl": _ref(package),
        "licenses": [{"expression": licence_of(package.name)}],
        "externalReferences": [
            {
                "type": "distribution",
                "url": _ref(package),
                "hashes": [{"alg": "SHA-256", "content": h} for h in package.hashes],
            }
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _part_ref(part),
        "name": part.name,
        **_stated(part.version, f"pkg:generic/{part.name.lower()}@{part.version}"),
        "description": f"in the wheel {part.carried_by}: {part.what}",
        "licenses": [{"expression": part.licence}],
    }


def _told(entry: Told) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _told_ref(entry),
        "name": entry.name,
        **_stated(entry.version, entry.purl),
        "description": f"in the wheel {entry.carried_by}, by its own bill",
        "licenses": [{"expression": entry.licence}],
    }


def _stated(version: str, purl: str) -> dict[str, str]:
    """Nothing where nobody says: a fault of another version is none of ours."""
    return {"version": version, **({"purl": purl} if purl else {})} if version else {}


def _ref(package: Package) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"


def _part_ref(part: Part) -> str:
    return f"{part.carried_by}/{part.name}"


def _told_ref(entry: Told) -> str:
    return f"{entry.carried_by}/{entry.purl or f'{entry.name}@{entry.version}'}"


def _asked_for(name: str, packages: list[Package]) -> list[str]:
    return [_ref(package) for package in packages if name in package.asked_by]


def _carried(package: Package) -> list[str]:
    parts = [_part_ref(part) for part in PARTS if part.carried_by == package.name]
    return parts + [_told_ref(entry) for entry in told() if entry.carried_by == package.name]


def main() -> None:
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(PLACE)


if __name__ == "__main__":
    main()
