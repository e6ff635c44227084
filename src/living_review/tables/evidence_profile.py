"""The evidence profile: one column per GRADE domain, the decisions, and the question as asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from living_review.certainty import Distance
from living_review.certainty.absolute_words import levels_at_baselines
from living_review.certainty.summary import SYMBOLS
from living_review.findings import Domain, DomainName, Finding, PastDecision
from living_review.ground import numbers
from living_review.ground.people import trials_and_participants
from living_review.synthesis.finding_names import FindingNames
from living_review.tables.results import page_of
from living_review.tables.spec import Cell, Row, Table, cell, columns, row
from living_review.words import prose
from living_review.words.grammar import (
    DOMAINS,
    capitalised,
    inside,
    levels_phrase,
    sentence,
    with_unit,
)

FIVE: tuple[DomainName, ...] = (
    "risk_of_bias",
    "inconsistency",
    "indirectness",
    "imprecision",
    "publication_bias",
)
PARTS: Mapping[str, str] = {
    "people": "People",
    "intervention": "Intervention",
    "comparator": "Comparator",
    "outcome": "Outcome (in the trials: instrument)",
    "time": "Time",
    "setting": "Setting (in the trials: country)",
}


def profile(findings: Sequence[Finding], comparison: str) -> Table:
    """Every outcome of a comparison that has trials, with one column for each domain."""
    own = [each for each in findings if each.comparison == comparison and each.trials]
    head = columns(
        "Outcome, with trials and participants",
        "Certainty",
        *(capitalised(DOMAINS[name]) for name in FIVE),
        f"Effect ({prose.ci_name(next(iter(own), None))})",
    )
    label = own[0].comparison_label if own else ""
    caption = f"Evidence profile: {inside(label)}"
    return Table(f"tbl-profile-{comparison}", caption, head, tuple(map(_row, own)), "profile")


def _row(finding: Finding) -> Row:
    rating = finding.certainty
    domains = {each.name: each for each in rating.domains} if rating else {}
    return row(
        cell(
            finding.outcome_label,
            finding.timepoint_label,
            trials_and_participants(*finding.described, words=False),
            href=page_of(finding),
        ),
        _level(finding),
        *(_domain(finding, domains.get(name)) for name in FIVE),
        _effect(finding),
        css="provisional" if rating and rating.provisional else "",
    )


def _domain(finding: Finding, domain: Domain | None) -> Cell:
    """Give the rating and its standing, with a link to the numbers it was made from."""
    if domain is None:
        return cell()
    if domain.state == "not assessed":
        return cell("Not assessed", href=behind(finding, domain.name))
    standing = standing_of(domain)
    if domain.state == "overridden" and domain.proposed is not None:
        standing += f"; the rule proposes {numbers.fixed(domain.proposed, 0)}"
    return cell(
        seriousness(domain.levels),
        standing,
        href=behind(finding, domain.name),
        css="stale" if domain.state == "stale" else "",
    )


def seriousness(levels: int) -> str:
    """Name a rating as GRADE does: 'Not serious', 'Serious (−1)'."""
    if levels == 0:
        return "Not serious"
    word = {-1: "Serious", -2: "Very serious", -3: "Extremely serious"}.get(levels, "Rated up")
    return f"{word} ({'+' if levels > 0 else ''}{numbers.fixed(levels, 0)})"


def standing_of(domain: Domain) -> str:
    """Say how a domain stands; where no rule proposes, a decision confirms nothing."""
    if domain.unrecorded:
        return "decided, on what is not recorded"
    if domain.state == "stale":
        return "decided, now stale"
    unprompted = domain.state == "confirmed" and domain.proposed is None
    return "decided" if unprompted else domain.state


def behind(finding: Finding, domain: str) -> str:
    """Give the address of the numbers a domain is judged from."""
    page = page_of(finding)
    if domain == "indirectness":
        return f"evidence-profile.html#distance-{_plain(finding.key)}"
    if domain == "publication_bias" and finding.pooled is not None:
        return f"{page}#small-study-{finding.key}"
    if domain == "risk_of_bias" and finding.pooled is not None and finding.sensitivity:
        return f"{page}#sensitivity-{finding.key}"
    return f"{page}#effect-{finding.key}"


def _plain(key: str) -> str:
    """Write a finding's key as it stands in anchors."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in key)


def _effect(finding: Finding) -> Cell:
    """Give the effect of the pool, or of the only trial, above its interval."""
    alone = finding.synthesis == "single" and finding.k > 0
    shown = finding.pooled or (finding.trials[0] if alone else None)
    if shown is None or shown.estimate is None:
        return cell("not pooled")
    bounds = numbers.interval(shown.ci_low, shown.ci_high, finding.measure)
    value = numbers.estimate(shown.estimate, finding.measure)
    return cell(f"{finding.measure} {with_unit(value, finding)}", f"({bounds})")


def _level(finding: Finding) -> Cell:
    rating = finding.certainty
    if rating is None:
        return cell("Not rated", finding.not_rated)
    return Cell(
        (
            capitalised(rating.level),
            *levels_at_baselines(rating.level, finding.absolute or rating.at_baselines),
        ),
        symbols=SYMBOLS[rating.level],
        css=f"certainty-{rating.level.replace(' ', '-')}",
    )


def decisions(findings: Sequence[Finding]) -> Table:
    """Every decision beside what the rule proposes, each after the ones it replaced."""
    rows: list[Row] = []
    names = FindingNames(findings)
    several = len({finding.comparison for finding in findings}) > 1
    for finding in findings:
        own = (capitalised(names.comparison(finding)),) if several else ()
        of = (finding.outcome_label, finding.timepoint_label, *own)
        for domain in finding.certainty.domains if finding.certainty else ():
            rows += [_past(of, domain, each) for each in domain.history]
            if domain.decided is not None:
                rows.append(_present(cell(*of, href=page_of(finding)), domain))
    head = columns("Outcome", "Domain", "Proposed", "Decided", "By", "Standing", "Reason")
    return Table("tbl-decisions", "Proposed against decided", head, tuple(rows), "profile")


def _present(of: Cell, domain: Domain) -> Row:
    proposed = "No proposal" if domain.proposed is None else levels_phrase(domain.proposed)
    return row(
        of,
        capitalised(DOMAINS[domain.name]),
        capitalised(proposed),
        capitalised(levels_phrase(domain.levels)),
        cell(domain.by, numbers.date(domain.date)),
        cell(capitalised(standing_of(domain)), domain.moved),
        sentence(domain.reason or ""),
        css="stale" if domain.state == "stale" else "",
    )


def _past(of: Sequence[str], domain: Domain, past: PastDecision) -> Row:
    where = "earlier" if past.version is None else f"from version {numbers.count(past.version)}"
    return row(
        cell(*of),
        capitalised(DOMAINS[domain.name]),
        None,
        capitalised(levels_phrase(past.decided)),
        cell(past.by, numbers.date(past.date)),
        f"Replaced ({where})",
        sentence(past.reason or ""),
    )


def distance(finding: Finding, laid_out: Sequence[Distance]) -> Table:
    """The question beside the trials of one finding, part by part."""
    rows = tuple(row(PARTS[each.part], each.asked or None, each.found) for each in laid_out)
    caption = f"The question and the trials: {inside(finding.outcome_label)}"
    head = columns("Part", "The question", "The trials (how many)")
    return Table(f"tbl-distance-{_plain(finding.key)}", caption, head, rows, "profile")
