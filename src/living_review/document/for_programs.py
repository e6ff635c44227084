"""What the head of a page tells programs of the review, as JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from living_review.document.downloads import described, full_title
from living_review.findings import Findings, TrialRecord
from living_review.ground.orcid import orcid_address
from living_review.ground.visible_text import visible
from living_review.language.markdown import doi_address
from living_review.words.abstract import Abstract

CONTEXT = "https://schema.org"
FRONT, DATA, OF_A_VERSION = "index.html", "data.html", "versions"
"""The pages that carry it: the front page, that of the data, and that of each version."""
PUBLICATION_TYPE: Literal["Systematic Review"] = "Systematic Review"
"""The review by the words of MeSH."""
MOST_CITED = 50
"""How many included trials are named; every page is loaded with what stands in its head."""
KINDS = {
    "csv": "text/csv",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# What could end a script, or a line of one, where it stands in a page.
_ESCAPED = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}

Node = dict[str, Any]


def told_programs(findings: Findings, abstract: Abstract, about: str) -> Mapping[str, str]:
    """Give the JSON-LD of each page that carries some, safe to stand in a script element.

    `about` says in a sentence what the review is on.
    """
    review, data = _review(findings, abstract), _data(findings, about)
    number = findings.version.number
    told = {FRONT: {**review, "citation": _cited(findings)}, DATA: data}
    if number is not None:
        own = f"versions/{number}/index.html"
        told[OF_A_VERSION] = {**review, **_at(findings, own)}
    return {page: as_script({"@context": CONTEXT, **node}) for page, node in told.items()}


def as_script(node: Node) -> str:
    """Write a node as JSON that can end neither a script element nor a line of it."""
    found = {name: value for name, value in node.items() if value not in (None, "", [], ())}
    return json.dumps(found, ensure_ascii=False).translate(_ESCAPED)


def _review(findings: Findings, abstract: Abstract) -> Node:
    review = findings.review
    asked = (review.question.get(part) for part in ("intervention", "population"))
    return {
        "@type": "MedicalScholarlyArticle",
        **_at(findings, ""),
        "name": visible(review.title),
        "headline": visible(full_title(findings)),
        "abstract": "\n".join(map(visible, abstract.text.split("\n"))),
        "publicationType": PUBLICATION_TYPE,
        "about": [{"@type": "Thing", "name": visible(each)} for each in asked if each],
        "author": _authors(findings),
        "isBasedOn": _continued(findings),
        "identifier": _identifier(review.doi),
        "sameAs": doi_address(review.doi),
        **_edition(findings),
    }


def _data(findings: Findings, about: str) -> Node:
    files = [("findings.json", ""), *((f"data/{name}", what) for name, what in described(findings))]
    return {
        "@type": "Dataset",
        **_at(findings, DATA),
        "name": visible(full_title(findings)),
        "description": about,
        "creator": _authors(findings),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "contentUrl": _address(findings, name) or name,
                "encodingFormat": KINDS[name.rpartition(".")[2]],
                **({"description": what} if what else {}),
            }
            for name, what in files
        ],
        **_edition(findings),
    }


def _edition(findings: Findings) -> Node:
    """Give what holds of the review and its data alike: version, days, language, terms."""
    version = findings.version
    published = version.number is not None
    first = findings.history[0].date if findings.history else version.date
    return {
        "version": str(version.number) if published else None,
        "creativeWorkStatus": "Published" if published else "Draft",
        "datePublished": first.isoformat() if published or findings.history else None,
        "dateModified": version.date.isoformat(),
        "inLanguage": findings.review.language,
        "isAccessibleForFree": True,
        "license": findings.review.licence,
    }


def _identifier(doi: str | None) -> Node | None:
    return {"@type": "PropertyValue", "propertyID": "DOI", "value": doi} if doi else None


def _authors(findings: Findings) -> list[Node]:
    """Name the authors: who has an ORCID iD is a person, others may be a group."""
    return [
        {**(_person(orcid) if orcid else {}), "name": visible(author)}
        for author, orcid in findings.review.credited
    ]


def _person(orcid: str) -> Node:
    address = orcid_address(orcid)
    number = {"@type": "PropertyValue", "propertyID": "ORCID", "value": orcid}
    return {"@type": "Person", "@id": address, "identifier": number, "sameAs": address}


def _at(findings: Findings, name: str) -> Node:
    address = _address(findings, name)
    return {"@id": address, "url": address} if address else {}


def _address(findings: Findings, name: str) -> str | None:
    url = findings.review.url
    return f"{url.rstrip('/')}/{name}" if url else None


def _continued(findings: Findings) -> Node | None:
    before = findings.review.precedes
    if not before:
        return None
    return _work(before.get("citation", ""), before.get("doi"))


def _cited(findings: Findings) -> list[Node]:
    """Name the first included trials, those with a DOI before the others."""
    included = [trial for trial in findings.trials if trial.status == "included"]
    included.sort(key=lambda trial: doi_address(trial.doi) is None)
    return [_trial(trial) for trial in included[:MOST_CITED]]


def _trial(trial: TrialRecord) -> Node:
    return _work(trial.label, trial.doi)


def _work(name: str, doi: str | None) -> Node:
    address = doi_address(doi)
    return {
        "@type": "ScholarlyArticle",
        "name": visible(name),
        **({"sameAs": address} if address else {}),
    }
