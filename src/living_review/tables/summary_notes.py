"""What stands below a summary of findings: from where its amounts come, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from living_review.certainty import SummaryTable
from living_review.findings import Finding
from living_review.ground import numbers
from living_review.ground.measures import RATIOS
from living_review.synthesis.finding_names import FindingNames
from living_review.tables.spec import Footnote
from living_review.words import prose
from living_review.words.grammar import (
    MEASURES,
    SIZES,
    capitalised,
    counted,
    inside,
    listed,
    plural,
)

_OWN = {"RD": "risk", "IRD": "rate"}


def explanations(spec: SummaryTable, by_key: Mapping[str, Finding]) -> tuple[str, ...]:
    """Explain the absolute effects: where risks and standard deviations come from."""
    said = []
    rows = spec.rows
    if any(row.absolute for row in rows):
        sources = dict.fromkeys(a.baseline_source for row in rows for a in row.absolute)
        named = "; ".join(source for source in sources if source)
        kinds = {a.kind for row in rows for a in row.absolute}
        noun = "rate" if kinds == {"rate"} else "risk" if kinds == {"risk"} else "risk or rate"
        several = {"rate": "rates", "risk": "risks"}.get(noun, "risks and rates")
        said.append(
            f"The {noun} with the intervention follows from the {noun} with the comparator and the "
            f"effect{f' ({several}: {named})' if named else ''}."
            if noun != "risk"
            else "The risk with the intervention follows from the risk with the comparator and the "
            f"relative effect{f' (risks: {named})' if named else ''}."
        )
    if any(row.effect is None and by_key[row.key].all_alike for row in rows):
        said.append(
            "Where nobody, or everybody, had the event, the limit is that of an exact one-sided "
            "interval, the people of all trials taken together."
        )
    scales = dict.fromkeys(
        (row.familiar.instrument, row.familiar.sd_source) for row in rows if row.familiar
    )
    said += [
        f"The difference on the {instrument} is the standardised effect times a standard "
        f"deviation ({inside(source)})."
        for instrument, source in scales
    ]
    relative = [r for r in rows if r.effect and r.measure not in RATIOS and not r.absolute]
    if any(row.comparator_mean and row.effect and not row.absolute for row in rows):
        said.append(f"Means with {spec.header['comparator']} are those in the trials.")
    unnamed = [
        row
        for row in relative
        if not row.comparator_mean and not prose.nobody_with_comparator(by_key[row.key])
    ]
    if unnamed:
        own = dict.fromkeys(_OWN.get(row.measure, "average") for row in unnamed)
        said.append(
            f"The reference group is the people with {spec.header['comparator']}; a difference is "
            f"one from their {listed(own, 'or')}."
        )
    said += _standard_deviations([by_key[r.key] for r in relative if r.measure == "SMD"])
    return tuple(said)


def _standard_deviations(found: Iterable[Finding]) -> tuple[str, ...]:
    """Say what a standard deviation is here, and which number of them counts as how much."""
    shown = tuple(found)
    if not shown:
        return ()
    meaning = (
        "A standard deviation says how far people’s scores typically lie from their average; in "
        "standard deviations, results of different questionnaires can be compared"
    )
    given, source = shown[0].thresholds, shown[0].thresholds_source
    alike = all((f.thresholds, f.thresholds_source) == (given, source) for f in shown)
    if not given or not alike:
        return (f"{meaning}.",)
    sizes = [
        f"{numbers.in_full(given[n])} is {prose.size_name(n, given)}"
        for n in reversed(SIZES)
        if n in given
    ]
    return (f"{meaning}; here {listed(sizes)}{f' ({source})' if source else ''}.",)


def chances(spec: SummaryTable) -> tuple[str, ...]:
    """Explain how a standardised difference became a number of people or a chance."""
    shown = [row.better_off for row in spec.rows if row.better_off]
    said = []
    if any(each.basis == "superiority" for each in shown):
        half = numbers.probability(0.5)
        said.append(
            "The chance of doing better is that of a person with the intervention against one with "
            f"the comparator, both picked at random; {half} is no difference."
        )
    sources = dict.fromkeys(each.source for each in shown if each.basis == "responders")
    if sources:
        named = "; ".join(source for source in sources if source)
        said.append(
            "People who pass a mark follow from those who do so with the comparator and the "
            f"standardised effect ({named})."
        )
    if said:
        said.append("Scores are taken to be normally distributed.")
    return tuple(said)


def generic(spec: SummaryTable) -> tuple[str, ...]:
    """Say that sizes are named by a rule of thumb and not by thresholds for these outcomes."""
    if not spec.generic:
        return ()
    sized = [row.outcome for row in spec.rows if row.level is not None]
    every = set(spec.generic) >= set(sized)
    whose = "these outcomes" if len(sized) > 1 else "this outcome"
    if not every:
        whose = listed(inside(outcome) for outcome in dict.fromkeys(spec.generic))
    what = "What" if every else f"For {whose}, what"
    agreed = f" for {whose}" if every else ""
    return (
        f"{what} is called small, moderate or large follows a generic rule of thumb: no thresholds "
        f"have been agreed{agreed}.",
    )


def without_size(spec: SummaryTable, by_key: Mapping[str, Finding]) -> tuple[str, ...]:
    """Say of which outcomes no size is named although thresholds are set, and why."""
    return tuple(
        f"{row.outcome}: {inside(note)}"
        for row in spec.rows
        if (note := by_key[row.key].thresholds_note)
    )


def other_times(spec: SummaryTable, by_key: Mapping[str, Finding]) -> tuple[Footnote, ...]:
    """Say which outcomes of the table have results at other times, which stand elsewhere."""
    shown = {row.key: by_key[row.key].outcome for row in spec.rows}
    others = [
        finding
        for finding in by_key.values()
        if finding.comparison == spec.comparison
        and finding.trials
        and finding.key not in shown
        and finding.outcome in shown.values()
    ]
    if not others:
        return ()
    own = [f for f in by_key.values() if f.comparison == spec.comparison]
    named = listed(FindingNames(own).listed(others))
    return (Footnote("", f"Results at other times are on the results page: {named}."),)


def left_out(spec: SummaryTable) -> tuple[Footnote, ...]:
    """Count the outcomes that the table has no room for."""
    if not spec.left_out:
        return ()
    more = counted(spec.left_out, "further outcome")
    text = f"{capitalised(more)} {plural(spec.left_out, 'is', 'are')} on the results page."
    return (Footnote("", text),)


def abbreviations(spec: SummaryTable) -> tuple[tuple[str, str], ...]:
    """Spell out what the effects of the table are called."""
    measures = dict.fromkeys(row.measure for row in spec.rows if row.effect or row.comments)
    return (("CI", "confidence interval"), *((m, MEASURES[m]) for m in measures))
