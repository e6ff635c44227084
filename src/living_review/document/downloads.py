"""The files a reader can take away: every figure as CSV, and how to cite the review."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, get_args

from pydantic import BaseModel

from living_review.document import summary_files
from living_review.findings import Arm, Finding, Findings, TrialResult
from living_review.ground.orcid import orcid_address
from living_review.ground.spreadsheet import guarded
from living_review.ground.visible_text import visible
from living_review.language import people, say
from living_review.language.facts import citation
from living_review.language.facts import downloads as facts
from living_review.words.abstract import Abstract

_KEYS = ("comparison", "outcome", "timepoint", "measure")

LEFT_OUT: facts.DataFile = "left-out.csv"


def described(findings: Findings) -> tuple[tuple[str, str], ...]:
    """Give every file of this review that readers are offered, with what it holds."""
    offered = (name for name in get_args(facts.DataFile) if name != LEFT_OUT or findings.left_out)
    return tuple((name, say(facts.HoldsOf(name=name))) for name in offered)


def data_files(findings: Findings) -> dict[str, str]:
    """Give the text of every file of `report/data/` by its name."""
    rows = {
        "results.csv": _results(findings),
        "trial-effects.csv": _each(findings, "trials"),
        "trial-arms.csv": _arms(findings),
        "sensitivity.csv": _each(findings, "sensitivity"),
        f"{summary_files.NAME}.csv": list(summary_files.rows(findings)),
        "certainty.csv": _domains(findings),
        "trials.csv": [_flat(trial) for trial in findings.trials],
        "recovered.csv": _recovered(findings),
        "set-aside.csv": [_flat(entry) for entry in findings.quarantine],
    }
    if findings.left_out:
        rows[LEFT_OUT] = [_flat(each) for each in findings.left_out]
    files = {name: table(found) for name, found in rows.items()}
    files[f"{summary_files.NAME}.json"] = summary_files.as_json(findings)
    return {**files, **citations(findings)}


def abstract_file(findings: Findings, abstract: Abstract) -> str:
    """Give the text of `abstract.json`: the structured abstract of this version, part by part."""
    document = {
        "title": full_title(findings),
        "language": findings.review.language,
        "version": findings.version.number,
        "date": findings.version.date.isoformat(),
        "words": abstract.words,
        "parts": [asdict(part) for part in abstract.parts],
        "text": abstract.text,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def citations(findings: Findings) -> dict[str, str]:
    """Give how this version is cited, by file name."""
    return {
        "citation.bib": bibtex(findings),
        "citation.ris": ris(findings),
        "CITATION.cff": cff(findings),
    }


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as CSV: full precision, one header for all, no cell that runs as a formula."""
    found = list(rows)
    header = list(dict.fromkeys(key for row in found for key in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[_written(row.get(key)) for key in header] for row in found])
    return out.getvalue()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return guarded(visible(str(value)))


# Tuples of values that have rows elsewhere, and no column even where they are empty.
_ROWS_OF_THEIR_OWN = ("strata", "recovered")


def _flat(value: BaseModel, prefix: str = "") -> dict[str, Any]:
    """Spread a value's own fields and those of the values inside it; lists of text are joined."""
    flat: dict[str, Any] = {}
    for name, item in value:
        key = f"{prefix}{name.rstrip('_')}"
        if isinstance(item, BaseModel):
            flat |= _flat(item, f"{key}_")
        elif isinstance(item, tuple):
            if name not in _ROWS_OF_THEIR_OWN and all(isinstance(each, str) for each in item):
                flat[key] = "; ".join(item)
        elif isinstance(item, dict):
            flat |= {f"{key}_{inner}": each for inner, each in item.items()}
        else:
            flat[key] = item
    return flat


def _recovered(findings: Findings) -> list[dict[str, Any]]:
    return [
        {
            **_identity(finding),
            "trial_id": trial.trial_id,
            "instrument": trial.instrument,
            **{name: value for name, value in each if name != "cells"},
            "cells": "; ".join(f"{name} = {value!r}" for name, value in each.cells.items()),
        }
        for finding in findings.findings
        for trial in finding.trials
        for each in trial.recovered
    ]


def _identity(finding: Any) -> dict[str, Any]:
    known = {key: getattr(finding, key) for key in _KEYS}
    return {**known, "unit": finding.unit_label or None}


def _results(findings: Findings) -> list[dict[str, Any]]:
    return [
        {
            **_identity(finding),
            "synthesis": finding.synthesis,
            "k": finding.k,
            "n": finding.n,
            "n_missing": finding.n_missing,
            "participants": _people(finding),
            **{
                f"{part}_{key}".removeprefix("pooled_"): value
                for part in ("pooled", "heterogeneity", "prediction", "familiar")
                if (inner := getattr(finding, part)) is not None
                for key, value in _flat(inner).items()
            },
            "certainty": finding.certainty.level if finding.certainty else None,
            "magnitude": finding.magnitude,
            "statement": finding.statement,
        }
        for finding in findings.findings
    ]


def _people(finding: Finding) -> str | None:
    """Say in words how many people there are; a number alone would hide that it is a least."""
    missing = finding.n_missing
    if finding.n is None:
        return None
    told = (people.participants(finding.n, missing), people.of_unknown_size(missing))
    return "; ".join(filter(None, told))


def _each(findings: Findings, part: str) -> list[dict[str, Any]]:
    return [
        {**_identity(finding), **_flat(item)}
        for finding in findings.findings
        for item in getattr(finding, part)
    ]


def _arms(findings: Findings) -> list[dict[str, Any]]:
    """Give each arm as it was analysed, those of strata apart, with where its figures come from."""
    return [
        {
            **_identity(finding),
            "trial_id": trial.trial_id,
            "label": trial.label,
            "instrument": trial.instrument,
            "weeks": trial.weeks,
            "stratum": stratum,
            **_flat(arm),
            "in_pool": trial.in_pool,
            "source": trial.source,
        }
        for finding in findings.findings
        for trial in finding.trials
        for stratum, arms in _sides(trial)
        for arm in arms
    ]


def _sides(trial: TrialResult) -> list[tuple[str | None, tuple[Arm, ...]]]:
    return [(each.stratum, each.arms) for each in trial.strata] or [(None, trial.arms)]


def _domains(findings: Findings) -> list[dict[str, Any]]:
    return [
        {**_identity(finding), "certainty": finding.certainty.level, **_flat(domain)}
        for finding in findings.findings
        if finding.certainty
        for domain in finding.certainty.domains
    ]


def cited(findings: Findings) -> citation.Citation:
    """Give what the citation of this version says."""
    return citation.Citation(
        authors=findings.review.authors,
        title=citation.Title(title=findings.review.title, number=_number(findings)),
        edition=edition_of(findings),
    )


def cited_finding(finding: Finding, named: str, findings: Findings) -> citation.FindingCitation:
    """Give what the citation of one finding says, of the page that is named so."""
    whole, url = cited(findings), findings.review.url
    return citation.FindingCitation(
        authors=whole.authors,
        finding=named,
        title=whole.title,
        edition=whole.edition,
        address=f"{url.rstrip('/')}/finding-{finding.key}.html" if url else None,
    )


def edition_of(findings: Findings) -> citation.EditionOf:
    """Give the version and its date."""
    named = citation.Edition(number=_number(findings))
    return citation.EditionOf(edition=named, date=findings.version.date)


def _number(findings: Findings) -> str | None:
    number = findings.version.number
    return None if number is None else str(number)


def edition(findings: Findings) -> str:
    """Name the version as a citation does."""
    return say(edition_of(findings).edition)


def bibtex(findings: Findings) -> str:
    """Write the citation of this version in BibTeX."""
    review, date = findings.review, findings.version.date
    key = f"{review.id}-{findings.version.number or date.isoformat()}"
    authors = " and ".join("{" + _tex(author) + "}" for author in review.authors)
    url = f"{review.url.rstrip('/')}/" if review.url else ""
    if url and findings.version.number is not None:
        url += f"versions/{findings.version.number}/"
    fields = {
        "title": "{" + _tex(full_title(findings)) + "}",
        "author": authors,
        "year": str(date.year),
        "month": str(date.month),
        "note": say(citation.Note(edition=edition_of(findings).edition, date=date.isoformat())),
        **({"url": url} if url else {}),
        **({"doi": review.doi} if review.doi else {}),
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{key},\n{body}}}\n"


def _tex(text: str) -> str:
    special = {c: "\\" + c for c in "&%$#_{}"} | {"~": r"\textasciitilde{}"}
    special |= {"^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
    return "".join(special.get(character, character) for character in visible(text))


def ris(findings: Findings) -> str:
    """Write the citation of this version in RIS."""
    date = findings.version.date
    lines = [
        ("TY", "DATA"),
        ("TI", full_title(findings)),
        *(("AU", author) for author in findings.review.authors),
        ("PY", str(date.year)),
        ("DA", date.strftime("%Y/%m/%d")),
        ("ET", edition(findings)),
        *([("DO", findings.review.doi)] if findings.review.doi else []),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {visible(text)}\n" for tag, text in lines)


def cff(findings: Findings) -> str:
    """Write the citation of this version in the Citation File Format, a profile of YAML."""
    review, version = findings.review, findings.version
    quoted = {
        "message": say(citation.Request()),
        "title": full_title(findings),
        "version": str(version.number or "unpublished"),
        "date-released": version.date.isoformat(),
    }
    if review.url:
        base = review.url.rstrip("/")
        quoted["url"] = base if version.number is None else f"{base}/versions/{version.number}/"
    if review.doi:
        quoted["doi"] = review.doi
    fixed = {"cff-version": "1.2.0", "type": "dataset"}
    lines = [*(f"{key}: {value}" for key, value in fixed.items()), "authors:"]
    for author, orcid in review.credited:
        lines.append(f"  - name: {_quoted(author)}")
        lines += [f"    orcid: {_quoted(orcid_address(orcid))}"] if orcid else []
    lines += [f"{key}: {_quoted(text)}" for key, text in quoted.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(visible(text), ensure_ascii=False)


def full_title(findings: Findings) -> str:
    """Give the title with the words that say what it is and the version (PRISMA-LSR, title)."""
    return say(cited(findings).title)
