"""References in RIS, as RevMan Web writes them: which study each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from living_review.exchange import cells

_LINE = re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)", re.ASCII)
# The files of a data package, by how their names end, and what becomes of their studies.
STATUSES = {
    "included.ris": "included",
    "excluded.ris": "excluded",
    "awaiting.ris": "awaiting",
    "awaiting-classification.ris": "awaiting",
    "ongoing.ris": "ongoing",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """The main reference of a study, and the list it stands in."""

    study: str
    citation: str
    doi: str
    year: str
    status: str


def references(content: bytes, status: str) -> Iterator[Reference]:
    """Give the references that name a study (NS); bytes that are no UTF-8 are passed over."""
    for fields in _records(content.decode("utf-8-sig", "replace")):
        study = " ".join(fields.get("NS", [""])[0].split())
        if study:
            yield Reference(study, _citation(fields), _doi(fields), _year(fields), status)


def by_study(given: Iterator[Reference]) -> dict[str, Reference]:
    """Give the first reference of each study that says anything."""
    found: dict[str, Reference] = {}
    for each in given:
        known = found.get(each.study)
        if known is None or (not known.citation and each.citation):
            found[each.study] = each
    return found


def _records(text: str) -> Iterator[Mapping[str, list[str]]]:
    fields: dict[str, list[str]] = {}
    for line in text.splitlines():
        found = _LINE.match(line.strip())
        if found is None:
            continue
        tag, said = found[1], found[2].strip()
        if tag == "ER":
            yield fields
            fields = {}
        elif said:
            fields.setdefault(tag, []).append(said)
    if fields:
        yield fields


def _first(fields: Mapping[str, list[str]], *tags: str) -> str:
    return next((fields[tag][0] for tag in tags if tag in fields), "")


def _citation(fields: Mapping[str, list[str]]) -> str:
    authors = ", ".join((*fields.get("AU", ()), *fields.get("A1", ())))
    title = _first(fields, "TI", "T1")
    journal = _first(fields, "JO", "T2", "JF", "J2", "JA")
    number = f"({no})" if (no := _first(fields, "IS")) else ""
    pages = "-".join(filter(None, (_first(fields, "SP"), _first(fields, "EP"))))
    volume = f"{_first(fields, 'VL')}{number}"
    place = ":".join(filter(None, (volume, pages)))
    published = f"{journal} {';'.join(filter(None, (_year(fields), place)))}".strip()
    if not authors and not title:
        return ""
    parts = [each.rstrip(". ") for each in (authors, title, published) if each]
    return cells.text(". ".join(parts))


def _doi(fields: Mapping[str, list[str]]) -> str:
    said = _first(fields, "DO")
    for before in ("https://doi.org/", "http://dx.doi.org/", "http://doi.org/", "doi:"):
        said = said.removeprefix(before)
    return cells.text(said.strip())


def _year(fields: Mapping[str, list[str]]) -> str:
    return cells.year(_first(fields, "PY", "Y1", "DA"))
