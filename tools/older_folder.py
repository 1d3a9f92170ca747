"""Keep a data folder as this version makes it, so that later versions are tried on it.

The database as `pg_dump` tells it, for its files are a hundred times as large; the bus comes back
empty, as after a lost disk. Beside it lies what its matters show.
"""

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from launch.backup.database import apart
from launch.backup.taking import KEPT
from launch.engines import SERVICES
from launch.wheels import environment, postgres_program
from tests.journeys.house import House, eventually
from tests.journeys.steps import (
    PROOF,
    ago,
    answer,
    attach,
    claim,
    clock,
    do,
    rate,
    receiver,
    register,
    registrar,
    see,
    today,
)

DATABASE = "database"
FILES = (*KEPT, "attachments")
PLAIN = ("--format=custom", "--compress=none", "--no-password")
VERSIONS = "*/migrations/versions/[0-9]*.py"

WAITING = "mediation", "/v1/referrals"

Told = dict[str, Any]


def main(kept: Path) -> None:
    """Write the folder, named by its schemas, and what its matters show."""
    house, place = House(), kept / f"{name()}.tar.xz"
    try:
        house.open()
        matters = live(house)
        with TemporaryDirectory() as folder, tarfile.open(place, "w:xz", preset=9) as packed:
            dump = Path(folder) / DATABASE
            dump_into(dump, house.engines.admin)
            packed.add(dump, DATABASE, filter=nobodys)
            for file in filter(Path.exists, (house.data / file for file in FILES)):
                packed.add(file, file.relative_to(house.data), filter=nobodys)
    finally:
        house.clear_away()
    shown = json.dumps(matters, indent=1, ensure_ascii=False)
    kept.joinpath(f"{name()}.json").write_text(f"{shown}\n", encoding="utf-8")
    print(f"{place}: {place.stat().st_size // 1024} KB, {len(matters)} matters")


def name() -> str:
    """`alerts-0002_evaluation-0001_…`: what a folder of these schemas is called."""
    newest: dict[str, str] = {}
    for file in sorted(Path("services").glob(VERSIONS)):
        newest[file.parts[1]] = file.name[:4]
    return "_".join(f"{service}-{newest[service]}" for service in sorted(newest))


def dump_into(file: Path, admin: str) -> None:
    address, word = apart(admin)
    program, schemas = postgres_program("pg_dump"), [f"--schema={service}" for service in SERVICES]
    where = (f"--dbname={address}", f"--file={file}")
    env = environment() | {"PGPASSWORD": word}
    subprocess.run([program, *PLAIN, *schemas, *where], check=True, env=env)


def nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Neither who made it nor when."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def live(house: House) -> dict[str, Told]:
    """A handful of matters, each at another station of its way, and what is seen of each."""
    made = {
        "registered": _registered(house),
        "accepted": _accepted(house),
        "closed": _closed(house),
        "sealed": _sealed(house),
        "referred": _referred(house),
        "pressed": _pressed(house),
    }
    return {station: told | seen(house, told) for station, told in made.items()}


def seen(house: House, told: Told) -> Told:
    """What no later version may show otherwise."""
    matter = see(house.person(told["by"]), told["id"])
    return {
        "version": matter["version"],
        "status": matter["status"],
        "titles": [item["title"] for item in matter["items"]],
        "files": [file["name"] for file in matter["attachments"]],
        "clocks": [[c["term"], c["owner"], c["due"], c["stopped"]] for c in matter["clocks"]],
    }


def _told(registered: Told, by: str) -> Told:
    return {"id": registered["id"], "code": registered["query_code"], "by": by}


def _registered(house: House) -> Told:
    made = register(registrar(house), title="楼道无灯", body="三单元楼道灯坏了一个月。")
    attach(registrar(house), made["id"], "照片.pdf", PROOF)
    return _told(made, "petition-bureau.registrar")


def _accepted(house: House) -> Told:
    made = register(registrar(house), title="阳光小区三号楼电梯停运")
    claim(receiver(house), made["id"])
    do(receiver(house), "forward", made["id"], lead="housing")
    do(house.person("housing.handler"), "accept", made["id"])
    return _told(made, "housing.handler")


def _closed(house: House) -> Told:
    made, handler = register(registrar(house), title="供热不足"), house.person("housing.handler")
    claim(receiver(house), made["id"])
    do(receiver(house), "forward", made["id"], lead="housing")
    do(handler, "accept", made["id"])
    answer(handler, made["id"])
    do(handler, "close", made["id"])
    rate(house, made["query_code"], "organ", "housing", "satisfied")
    return _told(made, "housing.handler")


def _sealed(house: House) -> Told:
    made = register(registrar(house), title="反映吃拿卡要")
    about = {"route": "accusation", "content": "纪检监察/滥用职权/以权谋私"}
    accused = {"purpose": "accusation", "respondents": ["emergency"], **about}
    do(receiver(house), "classify", made["id"], **accused)
    do(house.person("petition-bureau.confidential"), "forward", made["id"], lead="discipline")
    return _told(made, "discipline.handler")


def _referred(house: House) -> Told:
    made, day = register(registrar(house), title="楼上餐馆油烟"), today().isoformat()
    handler, head = house.person("environment.handler"), house.person("mediation-centre.head")
    claim(receiver(house), made["id"])
    do(receiver(house), "forward", made["id"], lead="environment")
    do(handler, "accept", made["id"])
    do(handler, "refer", made["id"], dispute_kind="pollution", petitioner=day, respondent=day)
    (referral,) = eventually(lambda: head.get(*WAITING, matter=made["id"])["referrals"], until=bool)
    consents = [{"side": s, "manner": "signed", "on": day} for s in ("petitioner", "respondent")]
    agreed = {"committee": "environment", "consents": consents}
    head.post("mediation", f"/v1/referrals/{referral['id']}:accept", agreed)
    eventually(
        lambda: see(handler, made["id"])["referrals"][0]["status"],
        until=lambda status: status != "offered",
    )
    return _told(made, "environment.handler") | {"referral": referral["id"]}


def _pressed(house: House) -> Told:
    handler = house.person("education.handler")
    supervisor = house.person("petition-bureau.supervisor")
    made = register(handler, title="小学课后服务乱收费", received=ago(20))
    assert clock(made, "own_notice", "education")["late"]
    (suggestion,) = eventually(
        lambda: [
            s
            for s in supervisor.get("evaluation", "/v1/suggestions")["suggestions"]
            if s["matter"] == made["id"]
        ],
        until=bool,
    )
    ordered = {"mode": "letter", "suggestion": suggestion["id"], "ground": "未在十五日内书面告知。"}
    order = supervisor.post("evaluation", "/v1/orders", ordered)
    return _told(made, "education.handler") | {"order": order["id"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
