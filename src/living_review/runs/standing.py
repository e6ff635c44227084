"""How a review stands, in a few lines that end a run: what is set aside, doubted, stale or due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from living_review.ground.plurals import numbered

if TYPE_CHECKING:
    from living_review.findings import Domain, Finding, Findings

MOST_NAMED = 2


def standing(findings: Findings) -> tuple[str, ...]:
    """Say what people should know of a review that was just computed; nothing where all is well."""
    return (*_rows(findings), *ratings(findings), *texts_behind(findings), *due(findings))


def to_look_at(findings: Findings) -> tuple[str, ...]:
    """Say what people should look at of a version whose rows and stale decisions are told."""
    rows = (line for line in _rows(findings) if line.startswith("Queries:"))
    undecided = (line for line in ratings(findings) if not line.startswith("Stale:"))
    return (*rows, *undecided, *texts_behind(findings))


def texts_behind(findings: Findings) -> Iterator[str]:
    """Say which texts were written before a conclusion that they are about changed."""
    behind = [each.name for each in findings.texts if each.moved]
    if behind:
        yield (
            f"Written before a conclusion changed: {numbered(len(behind), 'text')} "
            f"({_listed(behind)}); 'living-review text list' says why."
        )


def without_address(findings: Findings) -> Iterator[str]:
    """Say with the first version alone what a review without an address goes without."""
    if findings.version.number == 1 and not findings.review.url:
        yield (
            "No review.url in the protocol: a reader of feeds cannot follow feed.xml to its pages, "
            "and a link to the site shows no picture; write there where the site will stand."
        )


def ratings(findings: Findings) -> Iterator[str]:
    """Say which GRADE decisions are stale, which are lacking, and which rest on no rule."""
    stale = [f"{_name(f)} {d.name}" for f, d in _domains(findings) if d.state == "stale"]
    if stale:
        yield (
            f"Stale: {numbered(len(stale), 'GRADE decision')} ({_listed(stale)}); 'living-review "
            "grade list --stale' says why."
        )
    waiting = [f for f, d in _domains(findings) if d.state == "proposed" and d.name != "upgrade"]
    if waiting:
        results = len({f.key for f in waiting})
        domains = numbered(len(waiting), "GRADE domain")
        yield (
            f"Undecided: {domains} of {numbered(results, 'result')}; the rule's proposal counts "
            "until somebody confirms it ('living-review grade confirm')."
        )
    alone = Counter(d.name for _, d in without_rule(findings))
    if alone:
        named = ", ".join(f"{name} of {numbered(n, 'result')}" for name, n in alone.items())
        yield f"Decided where no rule proposes: {named}."


def without_rule(findings: Findings) -> list[tuple[Finding, Domain]]:
    """Give the domains that people decided and no rule rated."""
    return [
        (finding, domain)
        for finding, domain in _domains(findings)
        if domain.decided is not None and domain.proposed is None
    ]


def as_json(findings: Findings) -> dict[str, Any]:
    """Give the same for `check --json`."""
    names = ("comparison", "outcome", "timepoint")
    kinds = {
        "stale": [(f, d) for f, d in _domains(findings) if d.state == "stale"],
        "decided_without_rule": without_rule(findings),
    }
    told: dict[str, Any] = {
        kind: [
            {**{name: getattr(f, name) for name in names}, "domain": d.name, "levels": d.levels}
            for f, d in found
        ]
        for kind, found in kinds.items()
    }
    return {**told, "overdue": findings.currency.overdue}


def _domains(findings: Findings) -> list[tuple[Finding, Domain]]:
    return [
        (finding, domain)
        for finding in findings.findings
        if finding.certainty
        for domain in finding.certainty.domains
    ]


def _rows(findings: Findings) -> Iterator[str]:
    aside = Counter(row.table for row in findings.quarantine)
    if aside:
        tables = ", ".join(f"{n} of {table}" for table, n in aside.most_common())
        yield (
            f"Set aside: {numbered(aside.total(), 'row')} ({tables}), in no analysis; "
            "'living-review check' says why."
        )
    queries = findings.queries
    still_open = sum(row.seen is None for row in queries)
    if queries:
        left = f"{still_open} not seen by anybody" if still_open else "all seen"
        yield (
            f"Queries: {numbered(len(queries), 'row')} used but doubted, {left}; 'living-review "
            "check' lists them."
        )


def due(findings: Findings) -> Iterator[str]:
    """Say that a search is overdue."""
    currency = findings.currency
    if currency.overdue:
        yield (
            f"Overdue: the search that was due on {currency.next_run}; search, then set "
            "review.living.next_search in the protocol."
        )


def _name(finding: Finding) -> str:
    return f"{finding.comparison}/{finding.outcome}/{finding.timepoint}"


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown
