"""Planted names and numbers go through a whole life, and lie in clear nowhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from onedoor.intake.v1 import intake_service_pb2 as intake
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from tests.journeys.behind import every_event_arrived, every_row
from tests.journeys.collector import Collector, collecting
from tests.journeys.conftest import opened
from tests.journeys.house import House, eventually
from tests.journeys.searching import Search, spellings
from tests.journeys.steps import (
    answer_to,
    attach,
    claim,
    do,
    importer,
    rate,
    receiver,
    register,
    registrar,
    see,
    today,
)

MARK = "燚燊焱垚"
"""Characters that nobody else uses: every planted word begins with them."""
PHONE, IDENTITY, MAIL = "13907249986", "420881198703120957", "canary.minxi@mail.example.cn"
SECRETS = {"a planted word": MARK, "a phone": PHONE, "an identity": IDENTITY, "an address": MAIL}
PARTY = {
    "name": f"{MARK}旻",
    "phone": PHONE,
    "id_number": IDENTITY,
    "email": MAIL,
    "address": f"{MARK}巷九十七号",
    "employer": f"{MARK}矿物加工作坊",
}
CONTROL = "control-kingfisher-0042"
LOGGED = "Started server process"


def words(tail: str) -> str:
    return MARK + tail


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture
def watched(collector: Collector) -> Iterator[House]:
    """Every request is traced, and everything that can be logged is logged."""
    loud = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "ONEDOOR_TRACE_RATIO": "1",
        "ONEDOOR_LOG_LEVEL": "DEBUG",
    }
    yield from opened(House(environment=loud))


@pytest.mark.engines
async def test_what_names_people_is_in_clear_in_no_row_file_log_trace_or_error(
    watched: House, collector: Collector
) -> None:
    registrar(watched).http.headers["X-Request-Id"] = CONTROL
    matter, code = lived_through(watched)
    await every_event_arrived(watched)
    secrets = Search(SECRETS | {"a query code": code, "a bare query code": code.replace("-", "")})
    control = Search({"matter": matter, "request": CONTROL, "log": LOGGED})

    assert [said for said in errors(watched) if secrets.in_bytes(said)] == []
    rows = await every_row(watched)
    assert "matter" in control.in_bytes(rows["intake.journal"])
    assert {t: found for t, row in rows.items() if (found := secrets.in_bytes(row))} == {}

    watched.close()
    assert secrets.in_files(watched.files()) == set()
    assert secrets.in_bytes(collector.bytes) == set()
    lies = {(name, place_of(file, watched)) for name, file in control.in_files(watched.files())}
    assert {("matter", "postgres"), ("matter", "nats"), ("log", "logs")} <= lies
    assert control.in_bytes(collector.bytes) >= {"request"}


@pytest.mark.parametrize("secret", [MARK, PHONE, MAIL])
def test_the_search_finds_a_secret_however_it_is_spelled(secret: str, tmp_path: Path) -> None:
    search = Search({"it": secret})

    for number, spelled in enumerate(spellings(secret)):
        hidden = tmp_path / f"{number}.bin"
        hidden.write_bytes(b"\x00before" + spelled + b"after\xff")
        assert search.in_files([hidden]) == {("it", str(hidden))}
    innocent = tmp_path / "innocent"
    innocent.write_bytes(secret[:-1].encode())
    assert search.in_files([innocent]) == set()


def lived_through(house: House) -> tuple[str, str]:
    """One matter through every verb that takes words; its id and its query code."""
    receiving, handler = receiver(house), house.person("housing.handler")
    registered = register(
        registrar(house),
        channel="visit",
        title=words("筑巢处塌方"),
        body=words("村口石桥断裂三次,附近住户出行困难。"),
        requests=[words("渡口护栏请求重修")],
        parties=[PARTY],
        source="canary",
        external_id=CONTROL,
    )
    matter, code = registered["id"], registered["query_code"]
    brought_in_over_grpc(house)
    found = receiving.get("intake", f"/v1/matters/{matter}/duplicates")["duplicates"]
    assert found[0]["same_party"]
    objected_to_and_given_to_housing(house, matter)
    do(handler, "accept", matter)
    do(handler, "give_notice", matter, kind="receipt", text=words("沟事项已受理"))
    do(handler, "request_extension", matter, days=9, reason=words("坡测绘未完成"))
    do(house.person("housing.head"), "approve_extension", matter)
    mediated(house, matter)
    proof = attach(handler, matter, f"{words('街照片')}.txt", words("塘附件里的文字").encode())
    opinion = answer_to(1) | {
        "facts": words("滩核查属实"),
        "evidence": words("池勘验笔录"),
        "opinion": words("湾限期修复"),
    }
    number = do(handler, "issue_opinion", matter, answers=[opinion])["opinions"][0]["number"]
    served = {"method": "in_person", "outcome": "received", "proof": proof}
    do(handler, "record_service", matter, document=number, **served)
    do(handler, "submit_closing_report", matter, text=words("崖修复完毕"))
    returned = {"organ": "housing", "approved": False, "reason": words("坳未附照片")}
    do(receiving, "decide_closing_report", matter, **returned)
    do(handler, "submit_closing_report", matter, text=words("崖照片已附"))
    do(receiving, "decide_closing_report", matter, organ="housing", approved=True)
    settled = {"resolution": "resolved", "evidence": [proof], "remark": words("谷当面确认")}
    do(handler, "record_resolution", matter, **settled)
    party = see(handler, matter)["parties"][0]
    opened_up = handler.post(
        "intake",
        f"/v1/matters/{matter}/parties/{party['id']}:reveal",
        {"purpose": words("里核对门牌")},
    )
    assert opened_up["fields"]["phone"] == PHONE, "it is there for whoever may see it"
    rate(house, code, "organ", "housing", "unsatisfied")
    pressed(house, matter)
    house.person("administrator").post(
        "identity",
        "/v1/persons",
        {
            "login": "canary.staff",
            "name": words("璟"),
            "contacts": [
                {"channel": "phone", "address": PHONE},
                {"channel": "email", "address": MAIL},
            ],
        },
    )
    return matter, code


def brought_in_over_grpc(house: House) -> None:
    by = importer(house)
    petition = intake.PetitionText(
        channel="hotline",
        title=words("筑巢处塌方"),
        body=words("村口石桥断裂三次,附近住户出行困难。"),
        source="canary",
        external_id="over-grpc",
        parties=[intake.PartyText(fields=PARTY)],
    )
    stub = IntakeServiceStub(by.channel("intake"))
    told = by.call(stub.RegisterPetitions, intake.RegisterPetitionsRequest(petitions=[petition]))
    assert told.outcomes[0].registered.matter_id


def objected_to_and_given_to_housing(house: House, matter: str) -> None:
    receiving = receiver(house)
    claim(receiving, matter)
    do(receiving, "forward", matter, lead="finance")
    finance = house.person("finance.handler")
    do(finance, "object_to_assignment", matter, ground=words("巷不归我局管辖"))
    decided = {"organ": "finance", "upheld": True, "reason": words("岭确属他局管辖")}
    do(receiving, "decide_objection", matter, **decided)
    do(receiving, "assign", matter, lead="housing", days=20)


def mediated(house: House, matter: str) -> None:
    handler, head = house.person("housing.handler"), house.person("mediation-centre.head")
    day = today().isoformat()
    asked = {"dispute_kind": "neighbours", "petitioner": day, "respondent": day}
    referral = do(handler, "refer", matter, **asked)["referrals"][0]["id"]
    eventually(
        lambda: head.get("mediation", "/v1/referrals", matter=matter)["referrals"], until=bool
    )
    consents = [{"side": s, "manner": "signed", "on": day} for s in ("petitioner", "respondent")]
    path = f"/v1/referrals/{referral}"
    head.post("mediation", f"{path}:accept", {"committee": "civil", "consents": consents})
    agreed = {"outcome": "agreed", "agreement": "oral", "effective": day}
    head.post("mediation", f"{path}:conclude", agreed | {"account": words("台握手言和")})
    eventually(
        lambda: see(handler, matter)["referrals"][0]["status"],
        until=lambda status: status == "concluded",
    )


def pressed(house: House, matter: str) -> None:
    supervisor, head = house.person("petition-bureau.supervisor"), house.person("housing.head")
    order = supervisor.post(
        "evaluation",
        "/v1/orders",
        {"mode": "letter", "matter": matter, "organ": "housing", "ground": words("镇予以督办")},
    )
    answer = {"statement": words("桥因人手不足"), "measures": words("口专人补办")}
    head.post("evaluation", f"/v1/orders/{order['id']}:answer", answer)
    back = {"reason": words("渡答复不完整")}
    supervisor.post("evaluation", f"/v1/orders/{order['id']}:return", back)


def errors(house: House) -> list[bytes]:
    """What is said to requests that hold a name where none belongs."""
    by, name = receiver(house), PARTY["name"]
    matter = register(by)["id"]
    told = []
    for wrong in (
        {"received": name},
        {"channel": name},
        {name: "x"},
        {"people_count": name},
        {"division": name},
        {"desk": name},
        {"contact": name},
        {"title": name * 300},
        {"parties": [{"kind": name}]},
        {"parties": [{name: "x"}]},
        {"parties": [{"name": name, "organ": name}]},
        {"parties": name},
        {"history": {"given_to": name}},
    ):
        told.append(refused(house, "POST", "/v1/petitions", json={"channel": "web"} | wrong))
    for verb, body in (
        ("classify", {"purpose": name}),
        ("classify", {"purpose": "claim", "route": name, "content": name}),
        ("forward", {"lead": name}),
        ("record_service", {"document": 1, "method": name, "outcome": name}),
        ("refuse", {"ground": name, "reason": name}),
        ("link", {"into": name}),
        ("name_contact", {"post": name}),
    ):
        told.append(refused(house, "POST", f"/v1/matters/{matter}:{verb}", json=body))
    broken = f'{{"title": "{name}'.encode()
    told.append(refused(house, "POST", "/v1/petitions", content=broken))
    told.append(refused(house, "POST", "/v1/progress", json={"code": name}))
    told.append(refused(house, "GET", f"/v1/matters/{name}"))
    told.append(refused(house, "GET", "/v1/matters", params={"page_token": name}))
    told.append(refused(house, "GET", f"/v1/{name}"))
    stub = IntakeServiceStub(by.channel("intake"))
    with pytest.raises(grpc.RpcError) as unreadable:
        by.call(stub.GetMatter, intake.GetMatterRequest(matter_id=name))
    with pytest.raises(grpc.RpcError) as unknown:
        by.call(stub.ForwardMatter, intake.ForwardMatterRequest(matter_id=matter, lead=name))
    told.append(repr((unreadable.value, unknown.value)).encode())
    row = intake.PetitionText(channel=name, received=PHONE, title=name)
    answer = by.call(stub.RegisterPetitions, intake.RegisterPetitionsRequest(petitions=[row]))
    return [*told, answer.SerializeToString()]


def refused(house: House, method: str, path: str, **sent: Any) -> bytes:
    by = receiver(house)
    headers = by.headers(by.bearer.token()) | {"content-type": "application/json"}
    answer = by.http.request(method, f"{by.doors.url('intake')}{path}", headers=headers, **sent)
    assert answer.is_client_error, answer.text
    return repr(answer.headers).encode() + answer.content


def place_of(file: str, house: House) -> str:
    return Path(file).relative_to(house.folder).parts[1]
