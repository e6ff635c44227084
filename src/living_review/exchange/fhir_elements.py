"""Small parts of FHIR resources: identifiers, references, codes, quantities, narrative."""

from __future__ import annotations

import hashlib
import html
import re
import uuid
from collections.abc import Iterable
from typing import Any

from living_review.exchange.cells import printable
from living_review.findings import Findings

Element = dict[str, Any]

_THO = "http://terminology.hl7.org/CodeSystem"
_FHIR = "http://hl7.org/fhir"
STATISTIC_TYPE = f"{_THO}/statistic-type"
ATTRIBUTE_TYPE = f"{_THO}/attribute-estimate-type"
VARIABLE_ROLE = f"{_THO}/variable-role"
SYNTHESIS_TYPE = f"{_THO}/synthesis-type"
MODEL = f"{_FHIR}/statistic-model-code"
CERTAINTY_TYPE = f"{_FHIR}/certainty-type"
CERTAINTY_RATING = f"{_FHIR}/certainty-rating"
STUDY_DESIGN = f"{_FHIR}/study-design"
SECTION = f"{_FHIR}/evidence-report-section"
UCUM = "http://unitsofmeasure.org"

_LONGEST_ID = 64
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]", re.ASCII)


def resource_id(name: str) -> str:
    """Give the id of a resource: letters, digits, `-` and `.`, at most 64, one for each name."""
    made = _UNSAFE.sub("-", name)
    if made == name and len(made) <= _LONGEST_ID:
        return made
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{made[: _LONGEST_ID - 9]}-{digest}"


def full_url(findings: Findings, kind: str, name: str) -> str:
    """Give the URN by which resources of one bundle refer to each other, the same every time."""
    review, version = findings.review.id, findings.version
    edition = version.number if version.number is not None else version.date.isoformat()
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{review}/{edition}/{kind}/{name}')}"


def concept(*codings: tuple[str, str, str], text: str | None = None) -> Element:
    """Give a CodeableConcept of (system, code, display)."""
    made: Element = {}
    if codings:
        made["coding"] = [
            {"system": system, "code": code, "display": display}
            for system, code, display in codings
        ]
    if text:
        made["text"] = printable(text)
    return made


def narrative(paragraphs: Iterable[str]) -> Element:
    """Give a generated narrative; every text is text and never markup."""
    body = "".join(f"<p>{html.escape(printable(each))}</p>" for each in paragraphs if each)
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body or "<p>–</p>"}</div>',
    }


def quantity(value: float | None, unit: str | None = None, code: str | None = None) -> Element:
    """Give a quantity at full precision; `code` is a unit of UCUM."""
    made: Element = {"value": value}
    if unit:
        made["unit"] = printable(unit)
    if code:
        made |= {"system": UCUM, "code": code}
    return made


def interval(name: Element, low: float, high: float, level: float | None) -> Element:
    """Give an attribute estimate that is an interval."""
    made: Element = {"type": name, "range": {"low": {"value": low}, "high": {"value": high}}}
    return made if level is None else made | {"level": level}


def whole(value: float | None) -> int | None:
    """Give a count as FHIR has it, None where it is none or an effective number of people."""
    return int(value) if value is not None and value == int(value) and value >= 0 else None


def markdown(text: str) -> str:
    """Give text for a markdown element: on one line, its own marks made harmless."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", printable(text))


def without_nothing(element: Element) -> Element:
    """Leave out what is None or empty: FHIR has no null and no empty list."""
    return {name: item for name, item in element.items() if item not in (None, [], {}, "")}
