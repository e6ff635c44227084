"""The JSON-LD of a page is schema.org's, ends no script, and says what the findings hold."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
import sample_documents
from lxml import html as lxml_html
from sample_findings import none

from living_review.document.downloads import citations
from living_review.document.downloads import described as files_described
from living_review.document.for_programs import (
    DATA,
    FRONT,
    MOST_CITED,
    OF_A_VERSION,
    as_script,
)
from living_review.document.site_facts import abstract_as_text, described, site_info
from living_review.findings import Findings
from living_review.language import Words, speaking

SAMPLE, PROTOCOL = sample_documents.findings(), sample_documents.protocol()
# What schema.org allows of these types (schema.org/docs/full.html, release 29), as far as we use
# it, with the kinds of value it expects.
THING = {"name": str, "url": "address", "description": str, "sameAs": "address"}
WORK = {
    **THING,
    **{"headline": str, "abstract": str, "about": "Thing", "author": "Thing", "creator": "Thing"},
    **{"version": str, "creativeWorkStatus": str, "datePublished": "day", "dateModified": "day"},
    **{"inLanguage": str, "isAccessibleForFree": bool, "citation": "ScholarlyArticle"},
    **{"isBasedOn": "ScholarlyArticle", "license": "address", "identifier": "PropertyValue"},
    **{"encodingFormat": str},
}
TYPES: dict[str, dict[str, Any]] = {
    "Thing": THING,
    "PropertyValue": {**THING, "propertyID": str, "value": str},
    "ScholarlyArticle": WORK,
    "MedicalScholarlyArticle": {**WORK, "publicationType": str},
    "Dataset": {**WORK, "distribution": "DataDownload"},
    "DataDownload": {**WORK, "contentUrl": "place"},
}
# What readers of such data ask of a work and of a data set (developers.google.com, Dataset: name
# and description; the rest recommended), and what a citation needs.
NEEDED = {
    "MedicalScholarlyArticle": {
        *("name", "headline", "abstract", "author", "dateModified", "inLanguage"),
        "isAccessibleForFree",
    },
    "Dataset": {"name", "description", "creator", "distribution", "dateModified"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "ScholarlyArticle": {"name"},
}
HOSTILE = '</script><script>alert("1")</script><!-- ]]> \u2028\u202e\x07 & \' "'


def told(found: Findings) -> dict[str, dict[str, Any]]:
    site = described(site_info(found), found, PROTOCOL)
    return {page: json.loads(text) for page, text in site.described.items()}


def with_url(found: Findings, **more: Any) -> Findings:
    review = found.review.model_copy(update={"url": "https://example.org/r/", **more})
    return found.model_copy(update={"review": review})


def numbered(found: Findings) -> Findings:
    return found.model_copy(
        update={"version": found.version.model_copy(update={"number": 3, "previous": 2})}
    )


def check(node: dict[str, Any], kind: str | None = None) -> None:
    """Hold a node against the table, and all nodes inside it."""
    own = node.get("@type", kind)
    assert own in TYPES, own
    assert NEEDED.get(own, set()) <= node.keys(), own
    for name, value in node.items():
        if name.startswith("@"):
            continue
        assert name in TYPES[own], f"{own} has no {name}"
        expected = TYPES[own][name]
        for each in value if isinstance(value, list) else [value]:
            if isinstance(expected, type):
                assert isinstance(each, expected), name
            elif expected == "day":
                dt.date.fromisoformat(each)
            elif expected == "address":
                assert re.fullmatch(r"https://\S+", each), each
            elif expected == "place":
                assert re.fullmatch(r"(https://)?[\w./-]+", each), each
            else:
                check(each, expected)


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("url", [True, False])
def test_every_page_s_data_is_of_schema_org(language: str, url: bool) -> None:
    with speaking(Words(language)):
        for found in (SAMPLE, numbered(SAMPLE), sample_documents.findings(none())):
            nodes = told(with_url(found) if url else found)
            assert (OF_A_VERSION in nodes) is (found.version.number is not None)
            for page, node in nodes.items():
                assert node["@context"] == "https://schema.org"
                assert ("@id" in node) is ("url" in node) is url
                check(node)
                assert node["@type"] == ("Dataset" if page == DATA else "MedicalScholarlyArticle")


def test_it_says_what_the_findings_say() -> None:
    found = numbered(with_url(SAMPLE))
    nodes = told(found)
    front, data, own = nodes[FRONT], nodes[DATA], nodes[OF_A_VERSION]
    assert front["name"] == found.review.title
    assert front["headline"].endswith("(version 3)")
    assert front["abstract"] == own["abstract"] == abstract_as_text(found, PROTOCOL)
    assert [each["name"] for each in front["author"]] == list(found.review.authors)
    assert front["version"] == own["version"] == data["version"] == "3"
    asked = [found.review.question[part] for part in ("intervention", "population")]
    assert front["about"] == [{"@type": "Thing", "name": each} for each in asked]
    assert front["dateModified"] == found.version.date.isoformat()
    assert front["url"] == "https://example.org/r/"
    assert own["url"] == "https://example.org/r/versions/3/index.html"
    labels = {trial.label for trial in found.trials if trial.status == "included"}
    assert {each["name"] for each in front["citation"]} == labels
    assert "citation" not in own
    links = [each["contentUrl"] for each in data["distribution"]]
    assert links[0] == "https://example.org/r/findings.json"
    assert links[1:] == [f"https://example.org/r/data/{n}" for n, _ in files_described(found)]
    assert not any(link.startswith("http") for link in told(SAMPLE)[DATA]["distribution"][0])


def test_doi_and_licence_are_told_where_they_are_known() -> None:
    terms = "https://creativecommons.org/licenses/by/4.0/"
    found = with_url(SAMPLE, doi="10.5281/zenodo.1234567", licence=terms)
    nodes = told(found)
    for node in nodes.values():
        check(node)
        assert node["license"] == terms
    assert nodes[FRONT]["identifier"]["value"] == "10.5281/zenodo.1234567"
    assert nodes[FRONT]["sameAs"] == "https://doi.org/10.5281/zenodo.1234567"
    assert all("10.5281/zenodo.1234567" in text for text in citations(found).values())
    assert site_info(found).licence == terms
    for name in ("identifier", "sameAs", "license"):
        assert name not in told(SAMPLE)[FRONT]


def test_a_build_that_is_no_version_says_so() -> None:
    front = told(SAMPLE)[FRONT]
    assert front["creativeWorkStatus"] == "Draft"
    assert "version" not in front
    assert "datePublished" not in front


def test_of_five_hundred_trials_some_are_named() -> None:
    trial = SAMPLE.trials[0].model_copy(update={"status": "included", "doi": None})
    many = tuple(
        trial.model_copy(
            update={"trial_id": f"t{n}", "label": f"T {n}", "doi": "10.1/x" if n > 490 else None}
        )
        for n in range(500)
    )
    cited = told(SAMPLE.model_copy(update={"trials": many}))[FRONT]["citation"]
    assert len(cited) == MOST_CITED
    assert len(json.dumps(cited)) < 8_000


def test_nothing_of_a_review_ends_the_script_it_stands_in() -> None:
    review = {"title": HOSTILE, "authors": (HOSTILE,), "precedes": {"citation": HOSTILE}}
    asked = dict.fromkeys(("population", "intervention", "comparator"), HOSTILE)
    found = with_url(SAMPLE, **review, question=asked)
    trials = tuple(t.model_copy(update={"label": HOSTILE, "doi": HOSTILE}) for t in found.trials)
    found = numbered(found.model_copy(update={"trials": trials}))
    site = described(site_info(found), found, PROTOCOL)
    for text in site.described.values():
        assert not set("<>&\u2028\u2029\u202e\x07") & set(text)
        page = f'<html><head><script type="application/ld+json">{text}</script></head></html>'
        (script,) = lxml_html.fromstring(page).iter("script")
        check(json.loads(script.text))
        assert "alert" in script.text


def test_what_is_not_known_is_left_out() -> None:
    assert json.loads(as_script({"a": None, "b": "", "c": [], "d": False})) == {"d": False}
