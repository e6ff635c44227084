"""ClinicalTrials.gov (API v2) as it documents itself and was seen to behave, on this machine."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def study(nct_id: str, **given: Any) -> dict[str, Any]:
    """A record with what the register usually says; a value of None leaves the part out."""
    told: dict[str, Any] = {
        "title": f"Peer support {nct_id}",
        "status": "RECRUITING",
        "completion": "2027-03",
        "completion_type": "ESTIMATED",
        "enrolment": 120,
        "enrolment_type": "ESTIMATED",
        "results": None,
        "aliases": None,
        "others": None,
        "arms": None,
        "measures": None,
        **given,
    }
    record: dict[str, Any] = {
        "protocolSection": {
            "identificationModule": {
                "nctId": nct_id,
                "briefTitle": told["title"],
                "nctIdAliases": told["aliases"],
                "secondaryIdInfos": told["others"] and [{"id": each} for each in told["others"]],
            },
            "statusModule": {
                "overallStatus": told["status"],
                "completionDateStruct": told["completion"]
                and {"date": told["completion"], "type": told["completion_type"]},
                "resultsFirstPostDateStruct": told["results"] and {"date": told["results"]},
                "lastUpdatePostDateStruct": {"date": "2026-10-01"},
            },
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "designInfo": {"allocation": "RANDOMIZED"},
                "enrollmentInfo": {"count": told["enrolment"], "type": told["enrolment_type"]},
            },
            "conditionsModule": {"conditions": ["Depression"]},
            "armsInterventionsModule": {
                "interventions": [{"type": "BEHAVIORAL", "name": "Peer support"}],
                "armGroups": told["arms"],
            },
        },
        "hasResults": told["results"] is not None,
    }
    if told["measures"] is not None:
        record["resultsSection"] = {"outcomeMeasuresModule": {"outcomeMeasures": told["measures"]}}
    return pruned(record)


def pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: pruned(each) for key, each in value.items() if each is not None}
    return value


@dataclass
class Fault:
    """What to answer instead, once."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Service:
    """What the service holds, what it was asked, and the faults it answers with first."""

    studies: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    not_modified: int = 0
    moving: bool = False
    """Whether the first study of a page was on the page before, too."""
    announce: int | None = None
    address: str = ""

    @property
    def searches(self) -> list[dict[str, str]]:
        return [query for path, query, _ in self.asked if path == "/studies"]

    def page(self, query: dict[str, str]) -> dict[str, Any]:
        matching = self.studies
        if "filter.ids" in query:
            wanted = set(query["filter.ids"].split(","))
            matching = [each for each in matching if wanted & numbers(each)]
        elif "query.cond" in query:
            matching = [each for each in matching if not each.get("elsewhere")]
        size = int(query.get("pageSize", "10"))
        assert size <= 1000
        start = int(query["pageToken"].removeprefix("opaque-")) if "pageToken" in query else 0
        begin = max(0, start - 1) if self.moving and start else start
        shown = matching[begin : start + size]
        answer: dict[str, Any] = {"studies": shown}
        if query.get("countTotal") == "true":
            answer["totalCount"] = len(matching) if self.announce is None else self.announce
        # A full page carries a token, whether or not anything follows it.
        if start + size <= len(matching):
            answer["nextPageToken"] = f"opaque-{start + size}"
        return answer


def numbers(record: dict[str, Any]) -> set[str]:
    identification = record.get("protocolSection", {}).get("identificationModule", {})
    return {identification.get("nctId", ""), *identification.get("nctIdAliases", [])}


def handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            return

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            service.asked.append((parts.path, query, dict(self.headers.items())))
            if service.faults:
                fault = service.faults.pop(0)
                self.answer(fault.status, fault.body, fault.headers, cut=fault.cut)
            elif parts.path == "/studies":
                self.fresh(service.page(query))
            else:
                self.single(parts.path.rpartition("/")[2])

        def single(self, number: str) -> None:
            for record in service.studies:
                own = record["protocolSection"]["identificationModule"]["nctId"]
                if number == own:
                    self.fresh(record)
                    return
                if number in numbers(record):
                    self.answer(301, b"", {"Location": f"/studies/{own}"})
                    return
            self.answer(404, b"not found", {})

        def fresh(self, document: Any) -> None:
            body = json.dumps(document).encode()
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == etag:
                service.not_modified += 1
                self.answer(304, b"", {"ETag": etag})
            else:
                self.answer(200, body, {"ETag": etag, "Content-Type": "application/json"})

        def answer(
            self, status: int, body: bytes, headers: dict[str, str], *, cut: bool = False
        ) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + (100 if cut else 0)))
            self.end_headers()
            self.wfile.write(body)
            if cut:
                self.close_connection = True

    return Handler


def start(service: Service) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(service))
    server.daemon_threads = True
    service.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    return server


ARMS = [
    {"label": "Peer group", "type": "EXPERIMENTAL"},
    {"label": "Waiting list", "type": "NO_INTERVENTION"},
]


def measure(*values: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "title": "Personal recovery",
        "paramType": "MEAN",
        "dispersionType": "Standard Deviation",
        "timeFrame": "Baseline, 12 weeks",
        "unitOfMeasure": "score",
        "groups": [{"id": "G0", "title": "Peer group"}, {"id": "G1", "title": "Waiting list"}],
        "denoms": [
            {
                "units": "Participants",
                "counts": [{"groupId": "G0", "value": "61"}, {"groupId": "G1", "value": "59"}],
            }
        ],
        "classes": [{"categories": [{"measurements": [{"groupId": "G0", **v} for v in values]}]}],
        **given,
    }
