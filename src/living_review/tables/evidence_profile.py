"""The evidence profile: one column per GRADE domain, the decisions, and the question as asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast, get_args

from living_review.certainty import Distance
from living_review.certainty.absolute_words import levels_at_baselines
from living_review.certainty.decisions import moved_since
from living_review.certainty.summary import SYMBOLS
from living_review.findings import Domain, DomainName, Finding, PastDecision
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import evidence_profile as facts
from living_review.language.facts import terms
from living_review.language.people import trials_and_participants
from living_review.synthesis.finding_names import FindingNames
from living_review.tables.results import id_of, page_of
from living_review.tables.spec import Cell, Column, Row, Table, cell, row, whole
from living_review.words import labels, rating_words
from living_review.words.grammar import capitalised, effect_amount, levels_phrase, sentence

FIVE: tuple[DomainName, ...] = (
    "risk_of_bias",
    "inconsistency",
    "indirectness",
    "imprecision",
    "publication_bias",
)
DEGREES: tuple[facts.Degree, ...] = ("not", "serious", "very", "extremely")


def profile(findings: Sequence[Finding], comparison: str) -> Table:
    """Every outcome of a comparison that has trials, with one column for each domain."""
    own = [each for each in findings if each.comparison == comparison and each.trials]
    level = own[0].level if own else 0.95
    head = (
        *_headings("outcome_with_people", "certainty"),
        *(Column(labels.domain(name)) for name in FIVE),
        Column(say(facts.EffectHeading(confidence=numbers.confidence(level)))),
    )
    caption = say(facts.Caption(comparison=own[0].comparison_label if own else ""))
    return Table(f"tbl-profile-{comparison}", caption, head, tuple(map(_row, own)), "profile")


def _headings(*shown: facts.Column) -> tuple[Column, ...]:
    return tuple(Column(say(facts.ColumnHeading(column=each))) for each in shown)


def _said(said: facts.Said) -> str:
    """Say what a cell says where it holds nothing else."""
    return say(facts.CellText(said=said))


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
        return cell(_said("not_assessed"), href=behind(finding, domain.name))
    against = domain.proposed if domain.state == "overridden" else None
    return cell(
        seriousness(domain.levels),
        standing_of(domain, "" if against is None else numbers.fixed(against, 0)),
        href=behind(finding, domain.name),
        css="stale" if domain.state == "stale" else "",
    )


def seriousness(levels: int) -> str:
    """Name a rating as GRADE does: 'Not serious', 'Serious (−1)'."""
    degree = "up" if levels > 0 else DEGREES[min(3, -levels)]
    sign = "+" if degree == "up" else ""
    return say(facts.Serious(degree=degree, levels=f"{sign}{numbers.fixed(levels, 0)}"))


def standing_of(domain: Domain, proposes: str = "") -> str:
    """Say how a domain stands; where no rule proposes, a decision confirms nothing."""
    held: facts.Standing = domain.state
    if domain.unrecorded:
        held = "unrecorded"
    elif domain.state == "confirmed" and domain.proposed is None:
        held = "decided"
    return say(facts.StandingOf(standing=held, proposes=proposes))


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
        return cell(_said("not_pooled"))
    estimate, ends = effect_amount(shown.estimate, shown.ci_low, shown.ci_high, finding)
    return cell(f"{labels.measure(finding.measure)[0]} {say(estimate)}", f"({say(ends)})")


def _level(finding: Finding) -> Cell:
    rating = finding.certainty
    if rating is None:
        return cell(_said("not_rated"), finding.not_rated)
    return Cell(
        (
            labels.level(rating.level),
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
    head = _headings("outcome", "domain", "proposed", "decided", "by", "standing", "reason")
    return Table(
        "tbl-decisions", say(facts.CaptionOf(table="decisions")), head, tuple(rows), "profile"
    )


def _present(of: Cell, domain: Domain) -> Row:
    return row(
        of,
        labels.domain(domain.name),
        _proposal(domain),
        capitalised(levels_phrase(domain.levels)),
        cell(domain.by, numbers.date(domain.date)),
        cell(capitalised(standing_of(domain)), moved_since(domain)),
        sentence(domain.reason or ""),
        css="stale" if domain.state == "stale" else "",
    )


def _proposal(domain: Domain) -> str:
    if domain.proposed is None:
        return _said("no_proposal")
    return capitalised(levels_phrase(domain.proposed))


def _past(of: Sequence[str], domain: Domain, past: PastDecision) -> Row:
    return row(
        cell(*of),
        labels.domain(domain.name),
        None,
        capitalised(levels_phrase(past.decided)),
        cell(past.by, numbers.date(past.date)),
        say(facts.Replaced(version=past.version)),
        sentence(past.reason or ""),
    )


def distance(finding: Finding, laid_out: Sequence[Distance]) -> Table:
    """The question beside the trials of one finding, part by part."""
    rows = tuple(
        row(
            say(facts.PartOfQuestion(part=cast("facts.Part", each.part))),
            each.asked or None,
            each.found,
        )
        for each in laid_out
    )
    caption = say(facts.DistanceCaption(outcome=finding.outcome_label))
    head = _headings("part", "question", "trials")
    return Table(f"tbl-distance-{_plain(finding.key)}", caption, head, rows, "profile")


def of_finding(finding: Finding) -> Table:
    """The rating domain by domain: what is proposed, what was decided, and why."""
    domains = finding.certainty.domains if finding.certainty else ()
    rows = tuple(
        row(
            labels.domain(domain.name),
            _proposal(domain),
            rating_words.domain_decision(domain),
            cell(domain.explanation, say(facts.RuleOf(rule=domain.rule))),
            css={"stale": "stale", "proposed": "provisional"}.get(domain.state, ""),
        )
        for domain in domains
    )
    head = _headings("domain", "proposed", "decided", "why")
    caption = say(facts.CaptionOf(table="domains"))
    return Table(id_of("certainty", finding), caption, head, rows, "profile")


def rules(findings: Iterable[Finding]) -> Table:
    """Each rule that proposed a rating: what it compares with what, and where it comes from."""
    found = {
        (domain.rule, domain.threshold): domain
        for finding in findings
        if finding.certainty
        for domain in finding.certainty.domains
    }
    order = get_args(terms.Domain)
    rows = tuple(
        row(labels.domain(each.name), whole(sentence(each.threshold)), each.citation, each.rule)
        for each in sorted(found.values(), key=lambda each: order.index(each.name))
    )
    head = _headings("domain", "says", "source", "rule")
    return Table("tbl-rules", say(facts.CaptionOf(table="rules")), head, rows, "profile")
