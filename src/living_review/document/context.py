"""What a template can say: the findings, and the functions that put them into words and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast, get_args

from living_review.certainty import measured_words
from living_review.document import change_sections, evidence_words, written_texts
from living_review.document.credits import authors
from living_review.document.downloads import cited, cited_finding, described, edition, full_title
from living_review.document.filters import (
    anchor,
    called,
    css_name,
    front_matter,
    hashes,
    page,
    symbols,
)
from living_review.document.illustration import Illustration, name_of
from living_review.findings import Finding, Findings, OtherReview, TrialRecord
from living_review.ground.measures import MEANS
from living_review.ground.noun_phrases import plural_before
from living_review.language import language_spoken, people, say
from living_review.language.facts import trials_page as facts
from living_review.language.facts.citation import Packages
from living_review.language.later import Later
from living_review.language.markdown import Markdown, doi_link, linked, raw_html
from living_review.protocol import Protocol
from living_review.synthesis.finding_names import FindingNames
from living_review.tables import (
    evidence_profile,
    explored,
    results,
    summary_of_findings,
    trials,
    versions,
)
from living_review.tables import registry as registry_tables
from living_review.tables.html import draw
from living_review.tables.sequential import sequential as sequential_table
from living_review.tables.spec import Table
from living_review.website.shelf import FILES_MARK, NEWER_MARK
from living_review.words import (
    abstract,
    bottom_line,
    exploration_words,
    grammar,
    limits_words,
    method_words,
    other_review_words,
    overview,
    plain,
    prose,
    question_words,
    rating_words,
    regression_words,
    research_words,
    sequential_words,
    set_aside_words,
    unrated_words,
    verification_words,
)

SENTENCES: tuple[Callable[..., Any], ...] = (
    *(
        prose.absolute_sentences,
        prose.all_alike_sentence,
        prose.baselines_sentence,
        prose.rated_at,
        prose.directions_sentence,
        prose.effect,
        prose.effect_sentence,
    ),
    *(prose.familiar_sentence, prose.heterogeneity_sentence, prose.included_sentence),
    *(prose.interval_sentence, prose.method_line, prose.prediction_sentence),
    prose.narrative_sentence,
    *(prose.thresholds_sentence, prose.minimal_important_sentences),
    *(rating_words.certainty_sentence, rating_words.domain_decision, rating_words.reasons),
    rating_words.domain_items,
    rating_words.provisional_sentence,
    rating_words.meaning_of,
    rating_words.stale_domains,
    rating_words.stale_sentence,
    *(exploration_words.leave_one_out_sentence, exploration_words.influence_sentence),
    regression_words.moderator_sentences,
    *(exploration_words.sensitivity_sentence, exploration_words.small_study_sentence),
    exploration_words.subgroup_sentence,
    *(sequential_words.sequential_notice, sequential_words.sequential_sentences),
    *(other_review_words.agreement_sentence, other_review_words.here_sentence),
    overview.evidence_in_brief,
    grammar.inside,
    *(people.trials_and_participants, doi_link, linked, trials.trial_name),
)


@dataclass(frozen=True)
class Document:
    """Where a template's text will stand: on the website or in a PDF, and where the figures are."""

    figures: str
    links: bool


WEBSITE = Document("fig", links=True)
PRINT = Document("../fig", links=False)
# The page of a version outlives the pages around it, so it links to none of them.
VERSION = Document(".", links=False)


def names(
    findings: Findings,
    protocol: Protocol,
    drawn: Mapping[str, Illustration],
    document: Document,
) -> dict[str, Any]:
    """Give every name a template can use."""
    site_url = findings.review.url
    return {
        **{function.__name__: function for function in SENTENCES},
        **called(language_spoken()),
        "anchor": anchor,
        "css_name": css_name,
        "symbols": symbols,
        "front_matter": front_matter,
        "hashes": hashes,
        "page": page,
        "on_paper": document is PRINT,
        "newer_mark": raw_html(NEWER_MARK),
        "files_mark": raw_html(FILES_MARK),
        "qr_code": _qr_code(site_url) if site_url else None,
        "site_url": site_url,
        **_document(findings, protocol),
        **_said(findings),
        "abstract": Later(lambda: abstract.abstract_of(findings, protocol).parts),
        "plain": Later(lambda: plain.summary(findings, protocol)),
        **written_texts.names(findings),
        "kept_out": set_aside_words.kept_out_sentence,
        "not_used": lambda f: set_aside_words.not_used_sentence(f, findings, protocol),
        "comparison_titles": {f.comparison: f.comparison_label for f in findings.findings},
        **_methods(findings, protocol),
        **_tables(findings, protocol, document),
        **_figures(drawn, document),
    }


def _qr_code(site_url: str) -> Markdown:
    from living_review.paper.qr import qr_svg

    return raw_html(qr_svg(site_url))


def _document(findings: Findings, protocol: Protocol) -> dict[str, Any]:
    parts = (
        *("review", "version", "registry", "software", "trials", "searches", "changes"),
        *("currency", "history"),
    )
    return {
        **{part: getattr(findings, part) for part in parts},
        "authors": authors(findings),
        "findings": findings.findings,
        "protocol": protocol,
        "analysis": protocol.analysis,
        "comparisons": protocol.comparisons,
        "living": protocol.review.living,
        "triggers": "; ".join(grammar.inside(text) for text in protocol.review.living.triggers),
        "full_title": full_title(findings),
        "edition": edition(findings),
        "downloads": described(findings),
        "attribution": attribution(findings, protocol),
        "sourced": _sourced(findings),
        "verification_sentence": verification_words.verification_sentence(findings),
        "packages": _packages(findings),
        "citation": say(cited(findings)),
        "own_address": Markdown(versions.address(findings.version.number or 0)),
    }


def _packages(findings: Findings) -> str:
    packages = tuple(f"{name} {version}" for name, version in findings.software.packages.items())
    return say(Packages(packages=packages)) if packages else ""


def attribution(findings: Findings, protocol: Protocol) -> tuple[str, ...]:
    """Say where the data come from: the protocol's words, else the sources the trials name."""
    if protocol.review.attribution:
        return protocol.review.attribution
    tally = Counter(trial.source for trial in findings.trials if trial.source)
    return tuple(
        say(facts.SourceOf(source=source, trials=number)) for source, number in tally.most_common()
    )


def _sourced(findings: Findings) -> dict[str, bool]:
    """Tell of which trials with an effect it is named where their figures were read, and where.

    `listed`: with the trial itself, as the list of sources has it; `beside`: with their effects.
    """
    results = [trial for finding in findings.findings for trial in finding.trials]
    listed = {trial.trial_id for trial in findings.trials if trial.source}
    beside = {trial.trial_id for trial in results if trial.source}
    shown = {trial.trial_id for trial in results}
    return {"all": shown <= listed | beside, "listed": bool(listed), "beside": bool(beside)}


def _said(findings: Findings) -> dict[str, Any]:
    included = [trial for trial in findings.trials if trial.status == "included"]
    known = FindingNames(findings.findings)
    return {
        "bottom_line": bottom_line.bottom_line(findings),
        "rating_sentence": overview.rating_sentence(findings),
        "retraction_notices": exploration_words.retraction_notices(findings),
        "key_findings": overview.key_findings(findings),
        "findings_by_level": tuple(
            (level, group)
            for level in overview.LEVELS
            if (group := overview.of_level(findings, level))
        ),
        "stale_findings": tuple(f for f in findings.findings if rating_words.stale_domains(f)),
        "unrated": unrated_words.unrated(findings),
        "not_rated_because": unrated_words.not_rated_sentences(findings),
        "without_data": overview.without_data_sentences(findings),
        "why_unrated": unrated_words.unrated_meanings(findings),
        "meanings": lambda level, group: rating_words.meanings(level, group, known),
        "finding_title": known.title,
        "finding_citation": lambda f: say(cited_finding(f, known.title(f), findings)),
        "lines_by_level": overview.lines_by_level(findings, known),
        "finding_line": lambda finding: overview.finding_line(finding, known),
        "compared_reviews": compared_reviews(findings),
        "measured_sentence": measured_words.measured_sentence,
        "industry_sentence": lambda f: measured_words.paid_by_industry(f, findings.trials),
        "question_verb": _question_verb(findings),
        "size_sentence": overview.size_sentence(findings),
        "contributing": overview.contributing_sentence(findings),
        "missing": lambda comparison: overview.missing_sentences(findings, comparison),
        "limitations": limits_words.limitation_sentences(findings),
        "research": research_words.research_sentences(findings),
        "tally": lambda column: tally(included, column),
        "risk_of_bias_sentence": _risk_of_bias_sentence(included),
        "statuses": tuple(
            (each, say(facts.StatusTitle(status=each)), say(facts.StatusMeaning(status=each)))
            for each in get_args(facts.Status)
        ),
    }


def _question_verb(findings: Findings) -> str:
    """Give the verb of the question: 'what do antidepressants do', 'what does yoga do'."""
    question = findings.review.question
    many = plural_before(question.get("intervention", ""), question.get("number"))
    return "do" if many else "does"


def tally(included: list[TrialRecord], column: str) -> str:
    """Count trials by a characteristic: 'US (five trials) and NL (three trials)'."""
    counts = Counter(getattr(trial, column) for trial in included if getattr(trial, column))
    missing = len(included) - sum(counts.values())
    if not counts:
        return ""
    kinds = [facts.KindOf(value=value, trials=number) for value, number in counts.most_common()]
    if missing:
        kinds.append(facts.KindOf(value=None, trials=missing))
    return say(facts.Kinds(kinds=tuple(kinds)))


def compared_reviews(
    findings: Findings,
) -> tuple[tuple[Finding, tuple[OtherReview, ...]], ...]:
    """Put the results of other reviews beside ours, also where we have none."""
    pairs = []
    reported = {(f.outcome, f.timepoint) for f in findings.findings if f.trials}
    for finding in overview.by_importance(findings):
        place = (finding.outcome, finding.timepoint)
        if not finding.trials and place in reported:
            continue
        reported.add(place)
        others = tuple(
            other
            for other in findings.other_reviews
            if other.outcome == finding.outcome and other.timepoint == finding.timepoint
        )
        if others:
            pairs.append((finding, others))
    return tuple(pairs)


def _risk_of_bias_sentence(included: list[TrialRecord]) -> str:
    unjudged = tuple(trial.label for trial in included if trials.overall(trial) is None)
    judged = tuple(
        facts.Judged(
            judgement=cast("facts.OverallJudgement", name),
            trials=number,
            named=unjudged if name == trials.NOT_ASSESSED else (),
        )
        for name, number in trials.risk_of_bias_counts(included)
    )
    return say(facts.JudgedTogether(judged=judged, trials=len(included)))


def _methods(findings: Findings, protocol: Protocol) -> dict[str, Any]:
    labels = {trial.trial_id: trial.label for trial in findings.trials}
    return {
        "question_items": question_words.question_items(protocol),
        "schedule_sentence": question_words.schedule_sentence(protocol, findings.currency),
        "status_sentence": overview.status_sentence(findings, protocol.review.living),
        "status_said": "status" in protocol.review.living.model_fields_set,
        "eligibility": question_words.eligibility_sentences(protocol, labels),
        "outcome_items": question_words.outcome_items(protocol),
        "timepoint_items": question_words.timepoint_items(protocol),
        "has_means": any(each.measure in MEANS for each in protocol.outcomes),
        "measure_sentences": method_words.measure_sentences(protocol),
        "dependence_sentence": method_words.dependence_sentence(protocol),
        "crossover_sentence": method_words.crossover_sentence(findings, protocol),
        "pooling_sentences": method_words.pooling_sentences(protocol),
        "outcome_analyses": method_words.outcome_analysis_items(protocol),
        "least_elsewhere": method_words.least_elsewhere(protocol),
        "never_pooled": method_words.never_pooled(protocol),
        "pools_any": method_words.pools_any(protocol),
        "models": method_words.models_used(protocol),
        "sensitivity_items": method_words.sensitivity_items(protocol, labels),
        "sequential_methods": sequential_words.sequential_methods(protocol),
        "planned_subgroups": method_words.subgroup_sentence(protocol),
    }


def _tables(findings: Findings, protocol: Protocol, document: Document) -> dict[str, Any]:
    def drawn(table: Table) -> Markdown:
        return draw(table, paper=document is PRINT, links=document.links)

    def data_table(finding: Finding) -> Markdown:
        from living_review.figures import shown_on_paper

        shown = shown_on_paper(finding) if document is PRINT else None
        return drawn(results.data_behind_the_figure(finding, shown))

    included = [trial for trial in findings.trials if trial.status == "included"]
    chosen = dict.fromkeys(chain(*protocol.filters().values()))
    compact = Later(lambda: summary_of_findings.compact(findings))
    ordered = overview.by_importance(findings)
    labels = {f.comparison: f.comparison_label for f in findings.findings}
    trial_labels = {trial.trial_id: trial.label for trial in findings.trials}
    return {
        **evidence_words.names(findings, drawn),
        **change_sections.names(findings, drawn, links=document.links, paper=document is PRINT),
        "summary_tables": Later(
            lambda: tuple(
                drawn(t) for t in summary_of_findings.tables(findings, paper=document is PRINT)
            )
        ),
        "compact_summary_table": Later(lambda: drawn(compact.value)),
        "further_rows": Later(lambda: summary_of_findings.has_further(compact.value)),
        "overview_table": lambda c: drawn(results.overview(ordered, c, labels.get(str(c), ""))),
        "data_table": data_table,
        "sensitivity_table": lambda f: drawn(explored.sensitivity(f, trial_labels)),
        "retracted_sentence": lambda f: exploration_words.retracted_sentence(f, trial_labels),
        "subgroup_table": lambda f, i: drawn(explored.subgroups(f)[i]),
        "leave_one_out_table": lambda f: drawn(explored.leave_one_out(f)),
        "cumulative_table": lambda f: drawn(explored.cumulative(f)),
        "sequential_table": lambda f: drawn(sequential_table(f)),
        "directions_table": lambda f: drawn(results.directions(f)),
        "certainty_table": lambda f: drawn(evidence_profile.of_finding(f)),
        "rules_table": Later(lambda: drawn(evidence_profile.rules(findings.findings))),
        "characteristics_table": Later(
            lambda: drawn(trials.characteristics(included, chosen, protocol.show, ordered))
        ),
        "in_no_main_analysis": Later(lambda: overview.in_no_main_analysis(findings)),
        "trials_in_no_main_analysis": Later(lambda: overview.trials_in_no_main_analysis(findings)),
        "risk_of_bias_tables": Later(
            lambda: tuple(drawn(t) for t in trials.risk_of_bias(included, ordered))
        ),
        "status_table": lambda s, c: drawn(trials.by_status(findings.trials, s, c)),
        "history_table": Later(lambda: drawn(versions.history(findings.history))),
        "searches_table": Later(lambda: drawn(registry_tables.searches(findings.searches))),
        "exclusions_table": Later(lambda: drawn(registry_tables.exclusions(findings.searches))),
        "reports_left_out": any(run.exclusions for run in findings.searches),
        **registry_tables.names(findings, drawn),
    }


def _figures(drawn: Mapping[str, Illustration], document: Document) -> dict[str, Any]:
    def shown(found: Illustration) -> Markdown:
        narrow = drawn.get(found.compact or "")
        return found.markdown(document.figures, screens=document.links, narrow=narrow)

    def figure(kind: str, finding: Finding | None = None) -> Markdown:
        found = drawn.get(name_of(kind, finding))
        return shown(found) if found else Markdown("")

    def figures(kind: str) -> tuple[Markdown, ...]:
        found, part = [], 1
        while (name := name_of(kind, part=part)) in drawn:
            found.append(shown(drawn[name]))
            part += 1
        return tuple(found)

    return {"figure": figure, "figures": figures}
