"""The steps that journeys share, each as one person at one desk takes it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from launch.client import Client
from law.calendar import day_of
from tests.journeys.house import PLACE, House, eventually

Told = dict[str, Any]

FACILITIES = "城乡建设/城市建设和市政管理/城市公共设施"
PROOF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def today() -> date:
    return day_of(datetime.now(UTC))  # noqa: TID251 - the house runs by this clock


def ago(days: int) -> str:
    return (today() - timedelta(days)).isoformat()


def ahead(days: int) -> str:
    return (today() + timedelta(days)).isoformat()


def registrar(house: House) -> Client:
    return house.person("petition-bureau.registrar")


def receiver(house: House) -> Client:
    return house.person("petition-bureau.receiver")


def importer(house: House) -> Client:
    """The machine that brings old files in: no person may say when something was received."""
    return house.machine(f"importer.{PLACE}")


def register(by: Client, **told: Any) -> Told:
    petition = {"channel": "letter", "title": "电梯停运", "parties": [{"name": "李某某"}]}
    registered: Told = by.post("intake", "/v1/petitions", petition | told)
    return registered


def do(by: Client, verb: str, matter: str, **told: Any) -> Told:
    """A verb of intake on a matter, and the matter as it stands afterwards."""
    seen: Told = by.post("intake", f"/v1/matters/{matter}:{verb}", told or None)
    return seen


def see(by: Client, matter: str) -> Told:
    seen: Told = by.get("intake", f"/v1/matters/{matter}")
    return seen


def claim(by: Client, matter: str, **told: Any) -> Told:
    """Sorted as a grievance claim of route 6: investigated, and answered by an opinion."""
    sorted_as = {"purpose": "claim", "route": "r6", "content": FACILITIES}
    return do(by, "classify", matter, **sorted_as | told)


def answer_to(request: int, outcome: str = "support") -> Told:
    return {
        "request": request,
        "outcome": outcome,
        "facts": "经核查属实。",
        "evidence": "现场检查记录。",
        "opinion": "限期修复。",
        "instrument": "特种设备安全法",
        "article": "第四十条",
        "version": "2013",
    }


def answer(by: Client, matter: str, requests: int = 1) -> int:
    """The opinion on every request, served by hand; the number it bears."""
    answers = [answer_to(number) for number in range(1, requests + 1)]
    seen = do(by, "issue_opinion", matter, answers=answers)
    document = int(seen["opinions"][-1]["number"])
    serve(by, matter, document)
    return document


def serve(by: Client, matter: str, document: int) -> Told:
    """Handed over against a signature, which is what starts the petitioner's time."""
    signature = attach(by, matter, "送达回证.pdf", PROOF)
    how = {"document": document, "method": "in_person", "outcome": "received"}
    return do(by, "record_service", matter, **how, proof=signature)


def attach(by: Client, matter: str, name: str, content: bytes) -> str:
    address = f"{by.doors.url('intake')}/v1/matters/{matter}/attachments"
    headers = by.headers(by.bearer.token())
    answer = by.http.post(address, files={"file": (name, content)}, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["attachments"][-1]["id"])


def progress(house: House, code: str) -> Told:
    """As the petitioner asks: with the query code alone."""
    return petitioner_post(house, "/v1/progress", code=code)


def rate(house: House, code: str, of: str, organ: str, mark: str) -> Told:
    return petitioner_post(house, "/v1/progress:rate", code=code, of=of, organ=organ, mark=mark)


def petitioner_post(house: House, path: str, **told: str) -> Told:
    anybody = registrar(house)
    answer = anybody.http.post(f"{anybody.doors.url('intake')}{path}", json=told)
    assert answer.status_code == 200, answer.text
    seen: Told = answer.json()
    return seen


def clock(matter: Told, term: str, owner: str = "") -> Told:
    """The latest of this name."""
    found = [c for c in matter["clocks"] if c["term"] == term and owner in ("", c["owner"])]
    last: Told = found[-1]
    return last


def part(matter: Told, organ: str) -> Told:
    last: Told = [p for p in matter["assignments"] if p["organ"] == organ][-1]
    return last


def deadlines(by: Client, subject: str, **only: str) -> list[Told]:
    """What the board counts of one matter, as `by` may see it; of others there may be many."""
    found: list[Told] = []
    token = ""
    while True:
        asked: dict[str, str | int] = {"page_size": 200, "page_token": token, **only}
        page: Told = by.get("alerts", "/v1/deadlines", **asked)
        found += [line for line in page["deadlines"] if line["subject"] == subject]
        token = page["next_page_token"]
        if not token:
            return found


def terms_on_board(by: Client, subject: str, expected: Sequence[str], **only: str) -> None:
    """Events take a moment; what the board shows then is exactly this."""
    eventually(
        lambda: sorted(line["term"] for line in deadlines(by, subject, **only)),
        until=lambda terms: terms == sorted(expected),
    )


def rates(by: Client, organ: str) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of today's rates of one organ."""
    day = today().isoformat()
    report = by.get("alerts", "/v1/rates", since=day, until=day, organ=organ)
    return {rate["name"]: (rate["numerator"], rate["denominator"]) for rate in report["rates"]}
